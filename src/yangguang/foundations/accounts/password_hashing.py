"""How passwords are kept: Argon2id, as strong as OWASP asks and no slower, for a morning of 27,000 villages signing in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet): some 30 ms of one core."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

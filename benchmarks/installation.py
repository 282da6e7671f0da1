"""An installation for the benches, with the whole province in it, made at first use below ``var/bench``."""

import os
from functools import cache

import django

from yangguang.site.database import ensure_database_url, var_folder


@cache  # several benches of one run share it
def installation() -> str:
    """Its database's address, with Django set up on it: nobody's cases are nowhere near."""
    os.environ["YANGGUANG_VAR"] = str(var_folder() / "bench")
    os.environ["DJANGO_SETTINGS_MODULE"] = "yangguang.site.settings"
    os.environ.pop("DATABASE_URL", None)
    address = ensure_database_url()
    django.setup()
    from yangguang.site import first_start

    from .joint_case import AT

    for step in first_start.steps():
        if step.name != "pages" and not step.is_done():
            step.act(AT)
    return address

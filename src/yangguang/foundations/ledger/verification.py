"""The fsck of the ledger: rereads everything, trusts nothing stored, and names the row that is wrong."""

from collections.abc import Callable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from .models import Checkpoint, LedgerEvent
from .problems import Problem
from .stream_checks import stream_problems
from .tree_checks import tree_problems

__all__ = ["Problem", "verify", "verify_ledger"]

Write = Callable[[str], None]


def verify(out: Write, *, published: str | None = None) -> list[Problem]:
    """Check every stream, leaf, subtree and checkpoint as they stand at one moment; ``out`` gets a line a problem.

    ``published`` is the text of a checkpoint that was kept elsewhere. Without one, whoever holds both the database and
    the signing key could have rewritten everything.
    """
    one_moment = not connection.in_atomic_block
    with transaction.atomic():
        if one_moment:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        problems = []
        for problem in (*stream_problems(), *tree_problems(published)):
            out(str(problem))
            problems.append(problem)
        _summary(out, len(problems))
    return problems


def verify_ledger(write: Write, *, published: str | None = None) -> int:
    """`verify` for the command line: 0 when all is well, 1 when anything is wrong."""
    return 1 if verify(write, published=published) else 0


def _summary(out: Write, problems: int) -> None:
    events = LedgerEvent.objects.count()
    sealed = Checkpoint.objects.order_by("-tree_size").values_list("tree_size", flat=True).first() or 0
    totals = {"events": events, "sealed": sealed, "problems": problems}
    if problems:
        out(_("台账共 %(events)d 条记录，已封存 %(sealed)d 条：发现 %(problems)d 处问题") % totals)
    else:
        out(_("台账共 %(events)d 条记录，已封存 %(sealed)d 条：完整无误") % totals)

"""Whether the judgement of a hostile tree is what it has to be."""

from tests.hostile.corpus import EXACT


def faults_in(tree, judged):
    """Everything that should not have happened, or should have and did not."""
    if judged["canary"]:
        yield "its code was run"
    if judged["touched"]:
        yield "it was changed"
    if bool(tree.refused) != bool(judged["refused"]) or tree.refused not in judged["refused"]:
        yield f"refused: {judged['refused'] or 'no'}; expected: {tree.refused or 'no'}"
    yield from (f"not said: {due}" for due in unheard(tree, judged["said"]))
    yield from (f"uncalled for: {line}" for line in uncalled_for(tree, judged["said"]))
    lines = (" ".join(line) for line in (*judged["said"], (judged["refused"],)))
    yield from (f"not fit to be shown: {line!r}" for line in lines if not line.isprintable())


def unheard(tree, said):
    """The objections that nobody made."""
    return [
        due
        for due in tree.objections
        if not any(
            (check, path) == (due.check, due.path) and due.part in remark
            for check, path, remark, _ in said
        )
    ]


def uncalled_for(tree, said):
    """What was said by a check that has nothing to object to, or that broke."""
    expected = {due.check for due in tree.objections}
    return [
        (check, *rest)
        for check, *rest in said
        if check not in expected
        and (check in EXACT or (broke(rest) and check not in tree.exhausts))
    ]


def broke(rest):
    """Whether a check could not be carried out."""
    return "could not be carried out" in rest[1]

"""Small builders of SMT-LIB text that fold constants.

A formula is `True`, `False` or a string; a bit-vector term is an `int` or a string. Whatever can be
decided without the solver is decided here, so that the solver sees the question and nothing else.
"""


def conj(*parts):
    kept = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept.append(part)
    if not kept:
        return True
    return kept[0] if len(kept) == 1 else "(and " + " ".join(kept) + ")"


def disj(*parts):
    kept = []
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept.append(part)
    if not kept:
        return False
    return kept[0] if len(kept) == 1 else "(or " + " ".join(kept) + ")"


def neg(part):
    if part is True or part is False:
        return not part
    return "(not " + part + ")"


def choose(test, then, other):
    """`then` where `test` holds, `other` elsewhere."""
    if test is True or then == other:
        return then
    if test is False:
        return other
    if then is True:
        return disj(test, other)
    if then is False:
        return conj(neg(test), other)
    return f"(ite {test} {text(then)} {text(other)})"


def text(formula):
    """The formula as SMT-LIB."""
    return {True: "true", False: "false"}.get(formula, formula)


def equal(term, value, bits):
    if isinstance(term, int) and isinstance(value, int):
        return term == value
    if isinstance(value, int):
        value = f"(_ bv{value} {bits})"
    elif isinstance(term, int):
        term = f"(_ bv{term} {bits})"
    return f"(= {term} {value})"


def between(first, term, last, bits):
    """Whether the unsigned `term` lies in `first..=last`; the bounds are numbers."""
    if isinstance(term, int):
        return first <= term <= last
    if first == last:
        return equal(term, first, bits)
    return conj(
        first == 0 or f"(bvule (_ bv{first} {bits}) {term})",
        last == (1 << bits) - 1 or f"(bvule {term} (_ bv{last} {bits}))",
    )


def in_block(term, block):
    """Whether the address `term` lies in `block`, a pair of first address and length."""
    first, length = block
    if isinstance(term, int):
        return length == 0 or term >> (32 - length) == first >> (32 - length)
    if length == 0:
        return True
    return f"(= ((_ extract 31 {32 - length}) {term}) (_ bv{first >> (32 - length)} {length}))"

"""Declared answers: forms and slots are checked where they are written."""

import pytest

from weighbridge.catalogue.checks import checked_says
from weighbridge.catalogue.errors import ContractError


def test_known_forms_and_slots_pass():
    checked_says("indicator x", {"pair": "{first} had {a}, {second} {b}", "one": "{a} in all"})
    checked_says("indicator x", {"top": "of all, {items}", "item": "{group} had {value}"})


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ({"pare": "{a}"}, "no form 'pare'"),
        ({"pair": "{third} had {a}"}, "makers_a"),
        ({"one": "nothing in it"}, "must use some"),
        ({"top": "{items}"}, "both 'top' and 'item'"),
    ],
)
def test_others_are_refused_with_what_is_known(says, words):
    with pytest.raises(ContractError, match=words):
        checked_says("indicator x", says)

"""The whole API as its own description says: whatever is sent, an answer of its shape and no failure."""

from __future__ import annotations

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from weighbridge.catalogue import registry
from weighbridge.catalogue.errors import UsageError
from weighbridge.web.served.application import application
from weighbridge.web.served.description import openapi

CHECKED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
OPERATIONS = tuple(openapi()["paths"])
INDICATORS = {f"/api/indicators/{item.name}": item for item in registry.indicators()}
FEW, MANY = 3, 150


@pytest.fixture(scope="module")
def schema(whole, tmp_path_factory):
    """The description as the real application gives it, over a store that holds something of everything."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "index.html").write_text("home")
    app = application(lambda: whole, folder, ("testserver",), rate=0)
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


def asked(operation, examples):
    """Ask an operation what its description allows and what it forbids; the statuses that came back."""
    seen = []

    @given(case=operation.as_strategy() | operation.as_strategy(GenerationMode.NEGATIVE))
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples == FEW,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case):
        answer = case.call()
        seen.append(answer.status_code)
        case.validate_response(answer, checks=CHECKED)

    ask()
    return seen


def test_the_description_is_a_valid_one(schema):
    validate(openapi())
    assert set(schema.raw_schema["paths"]) == set(OPERATIONS)
    assert len(OPERATIONS) == len(INDICATORS) + 7


@pytest.mark.parametrize("path", OPERATIONS)
def test_no_question_fails_and_every_answer_has_the_shape_described(schema, path):
    assert max(asked(schema[path]["GET"], FEW)) < 500


PLAIN = {
    "/api/check": {"query": {"sentence": "China had 50 % of downloads in December 2025"}},
    "/api/claims/{name}": {"path_parameters": {"name": "C01"}},
    "/api/forecasts/{name}": {"path_parameters": {"name": "download_share"}},
    "/api/indicators/{name}": {"path_parameters": {"name": "download_share"}},
}


def plainly(schema, path):
    """The answer to an operation without any choice, once it has the shape described."""
    case = schema[path]["GET"].Case(**PLAIN.get(path, {}))
    answer = case.call()
    case.validate_response(answer, checks=CHECKED)
    return answer


@pytest.mark.parametrize("path", [path for path in OPERATIONS if path not in INDICATORS])
def test_what_is_asked_plainly_is_answered(schema, path):
    answer = plainly(schema, path)
    assert (answer.status_code, bool(answer.json())) == (200, True)


def test_each_indicator_answers_as_the_python_api_does(schema, whole):
    """All that can be computed from this store is given whole; what cannot, with the reason."""
    given_whole = 0
    for path, item in INDICATORS.items():
        answer = plainly(schema, path)
        expected = expected_of(whole, item.name)
        assert (answer.status_code, answer.json()) == expected, path
        given_whole += answer.status_code == 200
    assert given_whole >= 30


def expected_of(store, name):
    try:
        return 200, json.loads(store.indicator(name).to_json())
    except UsageError as error:
        return 400, {"error": str(error)}


@pytest.mark.slow
@pytest.mark.parametrize("path", OPERATIONS)
def test_many_more_questions_of_every_kind(schema, path):
    assert max(asked(schema[path]["GET"], MANY)) < 500


@pytest.mark.slow
@pytest.mark.parametrize("path", list(INDICATORS))
def test_every_option_of_every_choice_is_answered_or_refused_in_words(schema, path):
    for axis in INDICATORS[path].axes:
        for option in axis.options:
            case = schema[path]["GET"].Case(query={axis.name: option.name})
            answer = case.call()
            case.validate_response(answer, checks=CHECKED)
            assert answer.status_code in (200, 400), (axis.name, option.name)
            assert answer.status_code == 200 or answer.json()["error"]

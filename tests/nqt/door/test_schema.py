"""OpenAPI of the API mount: complete, and generated without a warning."""

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.harness.trial.urls import urlpatterns


@pytest.fixture
def document(trial):
    GENERATOR_STATS.reset()
    document = SchemaGenerator(patterns=urlpatterns).get_schema(request=None, public=True)
    assert not GENERATOR_STATS._warn_cache, GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache, GENERATOR_STATS._error_cache
    return document


def test_document_is_valid_and_names_the_api_alone(document):
    validate_schema(document)
    assert all(path.startswith("/api/v1/") for path in document["paths"])


def test_list_declares_its_filters_order_and_pages(document):
    operation = document["paths"]["/api/v1/staff/agreements/"]["get"]
    parameters = {parameter["name"]: parameter for parameter in operation["parameters"]}
    assert {"status", "body", "starts_after", "starts_before", "search", "au", "after", "before", "page_size"} <= set(
        parameters
    )
    assert parameters["status"]["schema"]["enum"] == ["draft", "sent", "signed", "refused"]
    assert "-signed" in parameters["sort"]["schema"]["enum"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert "count_capped" in str(document["components"]["schemas"][answer["$ref"].split("/")[-1]])


def test_command_declares_its_input_its_answer_and_the_version(document):
    operation = document["paths"]["/api/v1/staff/agreements/{public_id}/refuse/"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    assert body.endswith("/ReasonRequest") or body.endswith("/Reason")
    assert answer.endswith("/AgreementPage")
    header = next(p for p in operation["parameters"] if p["name"] == "If-Match")
    assert header["in"] == "header" and header["required"]


def test_every_operation_says_how_it_refuses(document):
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if isinstance(operation, dict):
                assert "application/problem+json" in str(operation["responses"]), path


def test_operations_are_grouped_by_audience_and_by_what_it_works_with(document):
    def tags(path):
        return document["paths"][path]["get"]["tags"]

    assert tags("/api/v1/staff/agreements/") == ["staff: agreements"]
    assert tags("/api/v1/staff/agreements/{agreement}/signatories/") == ["staff: agreements"]
    assert tags("/api/v1/partner/agreements/") == ["partner: agreements"]


def test_document_says_how_to_use_the_api(document):
    assert document["info"]["title"] == "NQT partnerships API"
    for word in ("X-CSRFToken", "If-Match", "application/problem+json", "next"):
        assert word in document["info"]["description"]


def test_operation_ids_are_unique_and_readable(document):
    found = [op["operationId"] for ops in document["paths"].values() for op in ops.values() if isinstance(op, dict)]
    assert len(found) == len(set(found))
    assert "staff_agreements_list" in found
    assert "staff_agreements_archive_politely" in found


def test_value_that_is_only_read_may_lack_where_its_column_may(document):
    line = document["components"]["schemas"]["AgreementLine"]["properties"]
    assert line["signed_on"]["nullable"] and line["signed_on"]["readOnly"]
    assert not line["title"].get("nullable")
    assert line["amount"]["type"] == "string", "the JSON has no binary floating point"


def test_act_may_end_with_nothing_left_to_read(document):
    answers = document["paths"]["/api/v1/staff/agreements/{public_id}/send/"]["post"]["responses"]
    assert {"200", "204", "default"} == set(answers)


def test_every_post_takes_a_key_that_makes_it_safe_to_repeat(document):
    posts = [each["post"] for each in document["paths"].values() if "post" in each]
    assert posts
    for operation in posts:
        assert "Idempotency-Key" in {each["name"] for each in operation["parameters"]}, operation["operationId"]

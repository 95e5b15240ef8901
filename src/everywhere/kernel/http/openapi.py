"""The contract's last touch: every operation says which problems it may answer."""

from typing import Any

from litestar import Litestar
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, PathItem, Reference, Schema
from litestar.openapi.spec.operation import Operation

from everywhere.kernel.http.problems import MEDIA_TYPE

_PROBLEM_NAME = "Problem"
_WORDS = {
    400: "The request cannot be read.",
    401: "Nobody is signed in, or the token has ended.",
    403: "This is not for this person to do.",
    404: "There is no such thing, or none that this person may see.",
    409: "It was changed by someone else, or is past this step.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "It can be read, and a rule says no.",
    429: "Too many requests; Retry-After says when to come back.",
    503: "The server has no room now; Retry-After says when to come back.",
}


def complete(app: Litestar) -> None:
    """Add the problem answers to every operation of `app`'s OpenAPI document."""
    document = app.openapi_schema
    if document.components.schemas is None:
        document.components.schemas = {}
    document.components.schemas[_PROBLEM_NAME] = Schema(
        type="object",  # type: ignore[arg-type]  # Litestar's enum takes its value
        required=["type", "title", "status", "code", "remedy"],
        properties={
            "type": _text("Where the code is explained."),
            "title": _text("What happened, in the reader's language."),
            "status": Schema(type="integer"),  # type: ignore[arg-type]  # see above
            "code": _text("Stable; programs decide by it."),
            "remedy": _text("What to do about it."),
            "path": _text("The field that is wrong, dotted from the body's root."),
            "facts": Schema(type="object"),  # type: ignore[arg-type]  # see above
        },
    )
    for item in (document.paths or {}).values():
        for operation in _operations(item):
            _add_problems(operation)


def _text(description: str) -> Schema:
    return Schema(type="string", description=description)  # type: ignore[arg-type]  # Litestar's enum takes its value


def _operations(item: PathItem) -> list[Operation]:
    verbs: list[Any] = [item.get, item.put, item.post, item.patch, item.delete]
    return [verb for verb in verbs if verb is not None]


def _add_problems(operation: Operation) -> None:
    responses = operation.responses if operation.responses is not None else {}
    for status, words in _WORDS.items():
        responses[str(status)] = OpenAPIResponse(
            description=words,
            content={MEDIA_TYPE: OpenAPIMediaType(schema=Reference(ref=f"#/components/schemas/{_PROBLEM_NAME}"))},
        )
    operation.responses = responses

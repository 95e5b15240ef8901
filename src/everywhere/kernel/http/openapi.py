"""The contract's last touch: every operation says which problems it may answer, and whether one must be signed in."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from litestar import Litestar, Request
from litestar.openapi.plugins import JsonRenderPlugin, SwaggerRenderPlugin
from litestar.openapi.spec import (
    OpenAPI,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    PathItem,
    Reference,
    Schema,
    SecurityScheme,
)
from litestar.openapi.spec.operation import Operation
from litestar.routes import HTTPRoute

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


_BEARER = "bearer"
# A handler that asks for one of these answers only to somebody who is signed in.
_SIGNED_IN = {"who", "operator"}


class Application(Litestar):
    """Litestar with a whole contract, made when it is first asked for: that takes as long as to make all the rest."""

    @cached_property
    def contract(self) -> dict[str, Any]:
        """The OpenAPI document: to be read only."""
        document = self.openapi_schema
        _complete(self, document)
        return document.to_schema()


class ContractPage(SwaggerRenderPlugin):
    """The contract for people."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 - not yet whole
        """The page with the whole contract in it."""
        return super().render(request, contract_of(request))


class ContractFile(JsonRenderPlugin):
    """The contract beside its page, for programs."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 - not yet whole
        """The whole contract."""
        return super().render(request, contract_of(request))


def contract_of(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The contract of the application that was asked. Raises TypeError for one that has none."""
    if not isinstance(request.app, Application):
        raise TypeError("this application was not made as one with a contract")
    return request.app.contract


def _complete(app: Litestar, document: OpenAPI) -> None:
    """Add to every operation the problems it may answer, and whether one must be signed in."""
    schemas = document.components.schemas = document.components.schemas or {}
    schemas[_PROBLEM_NAME] = _problem()
    document.components.security_schemes = {
        _BEARER: SecurityScheme(type="http", scheme="bearer", description="The token that POST /api/sign-in answers.")
    }
    signed_in = set(_signed_in(app))
    for path, item in (document.paths or {}).items():
        for verb, operation in _operations(item).items():
            _empty_no_content(operation)
            _add_problems(operation)
            operation.security = [{_BEARER: []}] if (path, verb) in signed_in else []


def _problem() -> Schema:
    return Schema(
        type=OpenAPIType.OBJECT,
        required=["type", "title", "status", "code", "remedy"],
        properties={
            "type": _text("Where the code is explained."),
            "title": _text("What happened, in the reader's language."),
            "status": Schema(type=OpenAPIType.INTEGER),
            "code": _text("Stable; programs decide by it."),
            "remedy": _text("What to do about it."),
            "path": _text("The field that is wrong, dotted from the body's root."),
            "facts": Schema(type=OpenAPIType.OBJECT),
        },
    )


def _signed_in(app: Litestar) -> Iterator[tuple[str, str]]:
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else []:
            if _SIGNED_IN & handler.parsed_fn_signature.parameters.keys():
                yield from ((route.path_format, method.lower()) for method in handler.http_methods)


def _text(description: str) -> Schema:
    return Schema(type=OpenAPIType.STRING, description=description)


def _operations(item: PathItem) -> dict[str, Operation]:
    verbs = {"get": item.get, "put": item.put, "post": item.post, "patch": item.patch, "delete": item.delete}
    return {verb: operation for verb, operation in verbs.items() if operation is not None}


def _empty_no_content(operation: Operation) -> None:
    """A 204 has no body, whatever the handler's annotation says of one."""
    answer = (operation.responses or {}).get("204")
    if isinstance(answer, OpenAPIResponse):
        answer.content = None


def _add_problems(operation: Operation) -> None:
    responses = operation.responses if operation.responses is not None else {}
    for status, words in _WORDS.items():
        responses[str(status)] = OpenAPIResponse(
            description=words,
            content={MEDIA_TYPE: OpenAPIMediaType(schema=Reference(ref=f"#/components/schemas/{_PROBLEM_NAME}"))},
        )
    operation.responses = responses

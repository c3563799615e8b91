"""The widget's files, for any page; and two pages of ours that show it at work."""

from importlib.resources.abc import Traversable

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from app.api.parts import Parts
from app.widget.bundle import HOME, script, texts

FOR_ANY_PAGE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
KEPT = {"Cache-Control": "public, max-age=600, stale-while-revalidate=86400"}
DEMO_POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
))  # fmt: skip
DEMO_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/widget.js")
    async def widget(request: Request) -> Response:
        found = script()
        headers = {**FOR_ANY_PAGE, **KEPT, "ETag": found.etag, "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == found.etag:
            return Response(status_code=304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(found.text, media_type="text/javascript", headers=headers)
        return Response(found.zipped, media_type="text/javascript", headers={**headers, "Content-Encoding": "gzip"})

    @routes.get("/widget/texts/{language}.json")
    async def words(language: str) -> Response:
        try:
            found = texts(language)
        except KeyError as error:
            raise HTTPException(
                404, f'There are no words in "{language[:20]}"; the widget then speaks English.'
            ) from error
        return JSONResponse(found, headers={**FOR_ANY_PAGE, **KEPT})

    @routes.get("/demo/{name}")
    async def demo(name: str) -> Response:
        page = _file(f"{name}.html")
        headers = {"Content-Security-Policy": _policy(parts.settings.remote_images)}
        return Response(page.read_bytes(), media_type="text/html", headers=headers)

    @routes.get("/demo/static/{name}")
    async def static(name: str) -> Response:
        ending = name.rpartition(".")[2]
        if ending not in DEMO_TYPES:
            raise _unknown(name)
        return Response(_file(name).read_bytes(), media_type=DEMO_TYPES[ending])

    return routes


def _policy(remote_images: bool) -> str:
    return DEMO_POLICY.replace("img-src 'self'", "img-src 'self' https:") if remote_images else DEMO_POLICY


def _file(name: str) -> Traversable:
    """One of the demonstration's own: whatever else is asked for is not there."""
    found = next((path for path in (HOME / "demo").iterdir() if path.name == name), None)
    if found is None:
        raise _unknown(name)
    return found


def _unknown(name: str) -> HTTPException:
    return HTTPException(
        404, f'There is no "{name[:40]}" among the demonstration pages: there are /demo/shop and /demo/films.'
    )

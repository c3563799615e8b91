"""The chat page in Gradio: one HTML component that draws what `app.ui.page` answers, and its events."""

import importlib
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from os import environ
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from app.ui.bringing import BringView, ImportPage
from app.ui.page import ChatPage, SayView, told
from app.ui.pieces import IMPORT_WIRE, script, shell, style

if TYPE_CHECKING:
    import gradio
    from fastapi import FastAPI

TITLE = "Tastemaker"
LARGEST_UPLOAD = "2gb"
NO_UPLOAD = 0
"""Bytes: a page that takes no catalogues keeps nobody's file."""
EVENT: Final[Mapping[str, object]] = {
    "concurrency_limit": None,
    "trigger_mode": "multiple",
    "show_progress": "hidden",
    "api_visibility": "private",
    "postprocess": False,
}
"""As many at once as come, nothing drawn over the page, no public name; the values are JSON as they are."""


def build_page(page: ChatPage, imports: Callable[[Path], ImportPage]) -> "gradio.Blocks":
    """Nothing is kept in here: who talks is in the browser, what was said is in the store."""
    import gradio as gr

    async def say(event: gr.EventData) -> AsyncIterator[SayView]:
        async for view in page.say(event._data):
            yield view

    bringing = imports(Path(gr.utils.get_upload_folder()))

    async def bring(event: gr.EventData) -> AsyncIterator[BringView]:
        async for view in bringing.bring(event._data):
            yield view

    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        talk = gr.HTML(
            value={},
            html_template=shell(),
            js_on_load=script(),
            apply_default_css=False,
            server_functions=[
                *map(told, (page.hello, page.edit, page.react, page.pick, page.notice, page.allow, page.forget)),
                told(bringing.preview),
            ],
        )
        wire = gr.HTML(value={}, html_template="", js_on_load=IMPORT_WIRE, apply_default_css=False)
        talk.say(say, outputs=talk, **EVENT)
        wire.bring(bring, outputs=wire, **EVENT)
    blocks.api_open = False
    return blocks


def mount_page(app: "FastAPI", path: str, page: ChatPage, imports: Callable[[Path], ImportPage], uploads: bool) -> None:
    """Puts the page at `path`. It sends nothing anywhere: no analytics, no history of calls kept by Gradio."""
    import gradio as gr

    gr.mount_gradio_app(
        app,
        build_page(page, imports),
        path=path,
        ssr_mode=False,
        run_history=False,
        footer_links=[],
        show_error=False,
        head=head(),
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        max_file_size=LARGEST_UPLOAD if uploads else NO_UPLOAD,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


def head() -> str:
    """The style sheet goes into the document itself: no flash of an unstyled page, no rewritten selectors."""
    return f'<meta name="color-scheme" content="light dark"><style>{style()}</style>'


def load_gradio() -> None:
    """Imports Gradio, which takes seconds; less of them without the documentation that it writes meanwhile."""
    environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    sys.meta_path.insert(0, _Undocumented())
    importlib.import_module("gradio")


def _no_stubs(module: ModuleType) -> None:
    module.create_or_modify_pyi = lambda *_: None  # type: ignore[attr-defined]  # a module of Gradio


def _no_docstrings(module: ModuleType) -> None:
    module.EventListener.set_doc = lambda *_, **__: None


UNDOCUMENTED: Final[Mapping[str, Callable[[ModuleType], None]]] = {
    "gradio.component_meta": _no_stubs,
    "gradio.events": _no_docstrings,
}
"""For every component Gradio parses its own source to write a `.pyi`, and renders docstrings: a third of its import."""


class _Undocumented(MetaPathFinder):
    """Changes the modules of `UNDOCUMENTED` as soon as they are loaded, before anything uses them."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        change = UNDOCUMENTED.get(fullname)
        spec = PathFinder.find_spec(fullname, path) if change else None
        if change is None or spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            change(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]  # this loader is ours alone
        return spec

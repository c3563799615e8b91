"""The only reader of the environment."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting can be given as `TASTEMAKER_<NAME>` in the environment or in a file `.env`."""

    model_config = SettingsConfigDict(env_prefix="TASTEMAKER_", env_file=".env", extra="ignore", frozen=True)

    var: Path = Field(Path("var"), description="Folder for the database, catalogues, indexes and built models.")
    database: str = Field("", description="SQLAlchemy URL; empty: SQLite in the folder `var`.")
    chroma: str = Field("", description="Chroma's folder, or http://host:port; empty: in `var`; none: no Chroma.")
    embedder: str = Field("minilm", description="Embedder as kind:detail.")
    scorer: str = Field(
        "utility",
        description="utility, cross-encoder:NAME; or, with a language model, llm-grade, llm-yesno or llm-list.",
    )
    model: str = Field("builtin", description="Language model beside the built-in reader: openai:NAME; builtin: none.")
    model_url: str = Field(
        "", description="Address of any OpenAI-compatible server, such as http://127.0.0.1:11434/v1; empty: OpenAI's."
    )
    model_key: SecretStr = Field(SecretStr(""), description="The key of that server; empty if it needs none.")
    model_timeout: float = Field(
        4.0, gt=0, le=120, description="Seconds that one question to the model may take, its retries included."
    )
    model_retries: int = Field(2, ge=0, le=5, description="How often a question is asked again after a passing fault.")
    phrasing: Literal["model", "templates"] = Field(
        "model", description="Who words the reasons where there is a language model; each is checked against the facts."
    )
    tone: str = Field(
        "plain", max_length=200, description="How a language model words reasons: plain, warm, brief, expert, or so."
    )
    model_price_in: float = Field(0.0, ge=0, description="What a million tokens sent to the model cost.")
    model_price_out: float = Field(0.0, ge=0, description="What a million tokens written by it cost.")
    model_daily_cap: float = Field(0.0, ge=0, description="Money the model may cost a day (UTC); 0: no cap.")
    model_daily_tokens: int = Field(0, ge=0, description="Tokens the model may use a day (UTC); 0: no cap.")
    tail: float = Field(
        0.0, ge=-1, le=1, description="-1 prefers what is popular, 1 what is less known; a person's wish comes first."
    )
    explore: float = Field(
        0.0,
        ge=0,
        le=0.5,
        description="Share of slates whose last card is drawn at random from what fits, cold items first.",
    )
    duels: float = Field(
        0.0, ge=0, le=1, description="Share of recommending turns of the page that show two slates to pick from."
    )
    challenger: str = Field(
        "", description="The other policy of a duel, by what differs: tail=0.5, explore=0.2, scorer=utility, by comma."
    )
    consent: Literal["unsaid", "given", "refused"] = Field(
        "unsaid", description="What a new conversation says of being learned from, until its person says otherwise."
    )
    catalogue: str = Field("films", description="The catalogue that a new conversation starts with.")
    questions: Literal["none", "few", "normal"] = Field("normal", description="How readily it asks before it shows.")
    slate: int = Field(3, ge=1, le=10, description="Items recommended at a time.")
    host: str = Field("127.0.0.1", description="Address to serve on.")
    port: int = Field(7860, ge=1, le=65535, description="Port to serve on.")
    remote_images: bool = Field(
        False, description="Show items' own https pictures, not ours: the browser then asks those hosts for them."
    )
    page_imports: Literal["local", "always", "never"] = Field(
        "local", description="Who may add a catalogue through the page; local: only while it is served on loopback."
    )
    owner_upload_mb: int = Field(512, ge=1, description="Megabytes of a file that the owner may import over HTTP.")
    public_url: str = Field(
        "", description="Our own address as browsers see it, such as https://chat.example.com; empty: as they asked."
    )
    anonymous: Literal["local", "never"] = Field(
        "local", description="Whether the API needs no key; local: from this machine while it is served on loopback."
    )
    secret: SecretStr = Field(
        SecretStr(""), description="What tokens are signed with, 32 characters or more; empty: in the folder `var`."
    )
    rate_address: str = Field("600/minute", description="Requests of one address; none: no limit.")
    rate_key: str = Field("6000/minute", description="Requests with one key; none: no limit.")
    rate_conversation: str = Field("30/minute", description="Messages of one conversation; none: no limit.")
    trusted_proxies: str = Field(
        "", description="Addresses or networks of our own proxies, by comma: what they say of who asks is believed."
    )
    frame_ancestors: str = Field(
        "", description="Sites that may show the chat page in a frame, by comma, such as https://shop.example."
    )
    run_grace: float = Field(
        3.0, ge=0, le=60, description="Seconds that a turn goes on after its last reader left, for one who comes back."
    )
    longest_utterance: int = Field(2000, ge=100, description="Characters of a message that are read; the rest is cut.")

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.var / 'tastemaker.db'}"

    @property
    def chroma_place(self) -> str | None:
        return None if self.chroma == "none" else f"chroma:{self.chroma or self.var / 'chroma'}"


def load_settings() -> Settings:
    return Settings()

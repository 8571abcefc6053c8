"""Asks a model behind an OpenAI-compatible service, and tells apart the ways in which it may not answer."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from weighbridge.catalogue.errors import FetchError, UsageError, nearest

TRIES = 4
_LONGEST_WAIT = 120.0


@dataclass(frozen=True, slots=True)
class Service:
    """Where to ask and how: the key is read from the environment and never written down."""

    endpoint: str
    model: str
    key_variable: str = "OPENAI_API_KEY"
    temperature: float = 0.0
    max_tokens: int = 256
    timeout: float = 120.0
    patience: float = 600.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(
                f"--endpoint {self.endpoint}: expected an address such as http://127.0.0.1:8000/v1."
            )
        if parts.username or parts.password or parts.query:
            raise UsageError(
                f"--endpoint holds a key or a password. Put it into the variable {self.key_variable} and "
                f"leave it out."
            )

    @property
    def host(self) -> str:
        """Who serves it: ``local`` on this machine, else the name of the host."""
        name = urlsplit(self.endpoint).hostname or ""
        return "local" if name in ("127.0.0.1", "localhost", "::1") else name


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the text, or the reason why there is none.

    ``outcome`` is empty where there is a text to judge, else blocked, truncated or error.
    """

    text: str
    outcome: str = ""
    detail: str = ""
    finish: str = ""
    provider: str = ""
    served_model: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    seconds: float = 0.0


class Client:
    """A client of one service; safe to use from several threads."""

    def __init__(self, service: Service, wait: Callable[[float], None] = time.sleep) -> None:
        self.service = service
        self._wait = wait
        key = os.environ.get(service.key_variable, "")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(headers=headers, timeout=service.timeout)

    def close(self) -> None:
        """End all connections."""
        self._http.close()

    def ask(self, prompt: str) -> Reply:
        """One answer to one prompt; what concerns the whole run raises ``FetchError``."""
        began = time.monotonic()
        waited, tries, last = 0.0, 0, "no answer"
        while tries < TRIES:
            try:
                response = self._http.post(self._address("chat/completions"), json=self._body(prompt))
            except httpx.ConnectError as error:
                raise FetchError(
                    f"{self.service.endpoint} cannot be reached ({error}). Is the service running, and the "
                    f"address right?"
                ) from error
            except httpx.TransportError as error:
                tries, last = tries + 1, type(error).__name__
                self._wait(min(_LONGEST_WAIT, 2.0**tries))
                continue
            if response.status_code == 429:
                pause = _pause(response, waited)
                if waited + pause > self.service.patience:
                    raise FetchError(
                        f"{self.service.endpoint} refuses that so much is asked (429), after {waited:.0f} "
                        f"seconds of waiting and for {pause:.0f} more; --patience allows "
                        f"{self.service.patience:g}. What was answered is kept: run the same command later, "
                        "it goes on from there."
                    )
                waited += pause
                self._wait(pause)
                continue
            if response.status_code >= 500:
                tries, last = tries + 1, f"status {response.status_code}"
                self._wait(min(_LONGEST_WAIT, 2.0**tries))
                continue
            found = self._read(response, time.monotonic() - began)
            if found.outcome == "error" and tries + 1 < TRIES:
                tries, last = tries + 1, found.detail
                continue
            return found
        return Reply("", "error", f"{last}, {TRIES} times", seconds=time.monotonic() - began)

    def _address(self, path: str) -> str:
        return f"{self.service.endpoint.rstrip('/')}/{path}"

    def _body(self, prompt: str) -> dict[str, Any]:
        return {
            "model": self.service.model,
            "messages": [{"role": "user", "content": prompt}],
            "temperature": self.service.temperature,
            "max_tokens": self.service.max_tokens,
            "stream": False,
        }

    def _read(self, response: httpx.Response, seconds: float) -> Reply:
        text = response.text
        if text.lstrip()[:1] == "<" or "text/html" in response.headers.get("content-type", ""):
            raise FetchError(
                f"{self._address('chat/completions')} answers with a web page, expected JSON (status "
                f"{response.status_code}). Is the address right? It often ends in /v1."
            )
        if response.status_code in (401, 403):
            raise FetchError(
                f"{self.service.endpoint} does not accept the key (status {response.status_code}). It is "
                f"read from "
                f"the variable {self.service.key_variable}; set it, or name another with --key-variable."
            )
        provider = response.headers.get("x-provider", "") or response.headers.get("server", "")
        if "text/event-stream" in response.headers.get("content-type", "") or text.startswith("data:"):
            return _streamed(text, provider, seconds)
        try:
            body = json.loads(text)
        except ValueError:
            return Reply("", "error", "no whole JSON", provider=provider, seconds=seconds)
        if response.status_code >= 400 or "error" in body:
            return self._refused(response.status_code, body, provider, seconds)
        return _answered(body, provider, seconds)

    def _refused(self, status: int, body: Mapping[str, Any], provider: str, seconds: float) -> Reply:
        error = body.get("error") or body
        said = json.dumps(error, ensure_ascii=False)[:300] if isinstance(error, dict) else str(error)[:300]
        if "content_filter" in said or "content_policy" in said or "moderation" in said:
            return Reply("", "blocked", said, provider=provider, seconds=seconds)
        if status == 404 or "model_not_found" in said or "does not exist" in said:
            raise FetchError(f"{self.service.endpoint} has no model '{self.service.model}'. {self._models()}")
        raise FetchError(f"{self.service.endpoint} refuses the request (status {status}): {said}")

    def _models(self) -> str:
        try:
            listed = self._http.get(self._address("models")).json().get("data", [])
            names = [str(item["id"]) for item in listed]
        except (httpx.HTTPError, ValueError, KeyError, AttributeError, TypeError):
            return "It does not say which it has."
        near = nearest(self.service.model, names) or names[:5]
        return f"Nearest: {', '.join(near)}." if near else "It lists none."


def _pause(response: httpx.Response, waited: float) -> float:
    """How long to wait: what the service says, in seconds or as a moment, else longer each time."""
    said = response.headers.get("retry-after", "")
    try:
        return max(0.1, float(said))
    except ValueError:
        pass
    try:
        # Both moments are the service's own, so that a clock that is wrong here does no harm.
        now = parsedate_to_datetime(response.headers.get("date", ""))
        return max(0.1, (parsedate_to_datetime(said) - now).total_seconds())
    except (ValueError, TypeError):
        return min(_LONGEST_WAIT, max(1.0, waited))


def _answered(body: Mapping[str, Any], provider: str, seconds: float) -> Reply:
    choices = body.get("choices") or []
    usage = body.get("usage") or {}
    about: dict[str, Any] = {
        "provider": str(body.get("provider") or provider),
        "served_model": str(body.get("model") or ""),
        "tokens_in": usage.get("prompt_tokens"),
        "tokens_out": usage.get("completion_tokens"),
        "seconds": seconds,
    }
    if not choices:
        return Reply("", "error", "an empty list of choices", **about)
    choice = choices[0]
    message = choice.get("message") or {}
    finish = str(choice.get("finish_reason") or "")
    text = message.get("content") or ""
    if isinstance(text, list):
        text = "".join(str(part.get("text", "")) for part in text if isinstance(part, dict))
    return _judged(text, finish, bool(message.get("reasoning_content") or message.get("reasoning")), about)


def _judged(text: str, finish: str, reasoned: bool, about: Mapping[str, Any]) -> Reply:
    if finish == "content_filter":
        return Reply(text, "blocked", "content filter", finish, **about)
    if text.strip():
        return Reply(text, "", "", finish, **about)
    if reasoned:
        detail = "reasoning only, no answer; give more room with --max-tokens"
        return Reply("", "truncated", detail, finish, **about)
    if finish == "length":
        return Reply("", "truncated", "no text before the limit", finish, **about)
    return Reply("", "error", "an empty answer", finish, **about)


def _streamed(text: str, provider: str, seconds: float) -> Reply:
    """An answer in pieces, which some services send whatever is asked; half of one is truncated."""
    pieces, finish, reasoned, is_done = [], "", False, False
    for line in text.splitlines():
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            is_done = True
        if not line.startswith("data:") or not data.startswith("{"):
            continue
        try:
            choice = (json.loads(data).get("choices") or [{}])[0]
        except ValueError:
            break
        delta = choice.get("delta") or {}
        pieces.append(delta.get("content") or "")
        reasoned = reasoned or bool(delta.get("reasoning_content"))
        finish = str(choice.get("finish_reason") or finish)
    about: dict[str, Any] = {"provider": provider, "seconds": seconds}
    whole = "".join(pieces)
    if not is_done and not finish:
        return Reply(whole, "truncated", "the stream broke off", **about)
    return _judged(whole, finish, reasoned, about)

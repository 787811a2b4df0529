"""A web address as given -> its parts, or a refusal. One spelling for each host, so that a check cannot be dodged."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urljoin

import idna

from index.errors import SourceError

MAX_URL = 4_096
"""Characters. Servers refuse more than 8,000; no article needs half of that."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443, 8888})
"""Where web servers listen. On other ports of a public host stand mail, databases and consoles."""

_LOCAL_NAMES = frozenset("localhost localdomain local internal intranet lan home corp private onion arpa".split())
"""Last labels of names that mean something else on every network, or nothing on the open internet."""

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Url:
    """An http(s) address in parts. `host` is lower-case ASCII: a name, or an IP address without brackets.

    `target` is the path and query as they are sent. It says nothing about where the host leads.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host, and the port where it is not the scheme's own: what the Host header holds."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse(given: str) -> Url:
    """Take a web address apart. Raises SourceError for what is no plain http(s) address."""
    scheme, authority, rest = _split(given)
    host, port = _host_and_port(given, authority)
    target = quote(rest if rest.startswith("/") else f"/{rest}", safe="/?:@!$&'()*+,;=-._~%[]")
    return Url(scheme, _host(given, host), port or _DEFAULT_PORTS[scheme], target)


def join(base: Url, given: str) -> Url:
    """Take a link or a redirect apart that stands on the page `base`. Raises SourceError as `parse` does."""
    _check_characters(given)
    try:
        return parse(urljoin(str(base), given))
    except ValueError as error:
        raise _refusal(given, "it is not a web address") from error


def canonical(fetched: Url, claimed: str | None) -> str:
    """Choose the address an article is known by: the one its page claims, where it may claim it.

    A page may name another address on its own host (`www.` or not), but not the front page unless it is that:
    a claim on another host would let one site replace another's articles, and a careless one that names the
    front page on every page would make one article of them all.
    """
    if claimed:
        try:
            other = join(fetched, claimed)
        except SourceError:
            return plain(fetched)
        if _bare(other.host) == _bare(fetched.host) and (other.target != "/" or fetched.target == "/"):
            return plain(other)
    return plain(fetched)


def plain(url: Url) -> str:
    """Spell an address without the parameters that only tell who sent the reader."""
    path, _, query = url.target.partition("?")
    kept = "&".join(each for each in query.split("&") if not _TRACKING.fullmatch(each.partition("=")[0]))
    return f"{url.scheme}://{url.authority}{path}{'?' if kept else ''}{kept}"


def shown(given: str) -> str:
    """Spell any string so that it fits in one line of a message."""
    line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in given)
    return line if len(line) <= 200 else f"{line[:199]}\u2026"


def _refusal(given: str, reason: str) -> SourceError:
    return SourceError(f"{shown(given)}: not fetched, {reason}")


def _check_characters(given: str) -> None:
    if len(given) > MAX_URL:
        raise _refusal(given, f"it is longer than {MAX_URL} characters; check the address")
    for character in given:
        if character == "\\" or character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Cs"):
            raise _refusal(given, f"it holds the character {character!a}; check the address")


def _split(given: str) -> tuple[str, str, str]:
    """Return the scheme, the authority, and the path with its query. A fragment is dropped: it is never sent."""
    _check_characters(given)
    match = re.match(r"(https?)://([^/?#]*)([^#]*)", given, re.IGNORECASE)
    if not match:
        raise _refusal(given, "only http:// and https:// addresses are; check the address")
    return match[1].lower(), match[2], match[3]


def _host_and_port(given: str, authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise _refusal(given, "it holds a user name before the host; take it out")
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]*\]|[^:\[\]%]*)(?::([0-9]{1,5}))?", authority)
    if not match:
        raise _refusal(given, "its host and port are malformed; check the address")
    port = int(match[2]) if match[2] else None
    if port is not None and not 0 < port < 65_536:
        raise _refusal(given, f"there is no port {port}; check the address")
    return match[1], port


def _host(given: str, host: str) -> str:
    if host.startswith("["):
        try:
            return str(ipaddress.IPv6Address(host[1:-1]))
        except ValueError as error:
            raise _refusal(given, "its IPv6 address is malformed; check the address") from error
    name = _ascii(given, host)
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError as error:
            raise _refusal(given, "its host is a number in disguise; write the host's name") from error
    if not all(_LABEL.fullmatch(label) for label in labels) or len(name) > 253:
        raise _refusal(given, "its host is no valid name; check the address")
    if len(labels) < 2 or labels[-1] in _LOCAL_NAMES:
        raise _refusal(given, "its host is a name of a local network; save the page and add the file")
    return name


def _ascii(given: str, host: str) -> str:
    """Lower a host to ASCII by IDNA 2008, without the mappings that turn look-alikes into digits and dots."""
    try:
        if not host.isascii() and not host.lower().isascii():
            return idna.encode(host.lower(), strict=True, std3_rules=True).decode()
        if "xn--" in host.lower():
            idna.decode(host, strict=True, std3_rules=True)
    except (idna.IDNAError, UnicodeError) as error:
        raise _refusal(given, "its host is no valid international name; check the address") from error
    if not host.isascii():
        raise _refusal(given, "its host holds look-alikes of plain letters; write it in plain letters")
    return host.lower()


def _bare(host: str) -> str:
    return host.removeprefix("www.")

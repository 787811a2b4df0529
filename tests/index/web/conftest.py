from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.web import Fetcher
from tests.index.web.site import Site, Time, serve


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as serving:
        yield serving


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def fetcher(site: Site, time: Time) -> Fetcher:
    """A fetcher that may reach the site, by the explicit allowance, and nothing else on loopback."""
    return Fetcher(allowed=[("127.0.0.1", site.port)], clock=time.clock)

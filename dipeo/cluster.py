"""The workers of a run on a cluster of Dask, which start, or are looked for, when they are first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dipeo.core.running import Workers
from dipeo.errors import NodeError
from dipeo.options import Cluster
from dipeo.plans import Plans
from dipeo.stores.extras import need

if TYPE_CHECKING:
    from dipeo.on_dask import Chunks


class OnCluster:
    """A crew on a cluster. As a context, it lets go of the cluster at the end.

    To `resume` is to take what was finished in a run that failed, and to leave the same to the next one.
    """

    def __init__(
        self, plans: Plans, cluster: Cluster, jobs: int | None, *, resume: bool
    ) -> None:
        self.plans = plans
        self.cluster = cluster
        self.jobs = jobs
        self.resume = resume
        self.chunks: Chunks | None = None
        self.failure: NodeError | None = None  # nobody waits for it twice

    @property
    def is_running(self) -> bool:
        return self.chunks is not None

    def start(self) -> Workers:
        """Raises UsageError, NodeError for a cluster that cannot be reached."""
        if self.failure is not None:
            raise self.failure
        if self.chunks is None:
            try:
                self.chunks = self._connect()
            except NodeError as error:
                self.failure = error
                raise
        return self.chunks.workers

    def _connect(self) -> Chunks:
        need("distributed", "dask")
        from dipeo.on_dask import Chunks

        return Chunks(self.plans, self.cluster, self.jobs, resume=self.resume)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self.chunks is not None:
            self.chunks.shutdown()

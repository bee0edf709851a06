import { useInfiniteQuery } from "@tanstack/react-query";
import { FileMinus, FilePen, FilePlus, FileText } from "lucide-react";
import { useCallback, useMemo } from "react";

import { useTransport } from "../../api/context.js";
import {
  type FileKind,
  RunFilesDocument,
  type RunFilesQuery,
} from "../../api/generated.js";
import { keyOf } from "../../api/useApi.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { VirtualRows } from "../../ui/VirtualRows.js";

type File = NonNullable<RunFilesQuery["run"]>["files"]["files"][number];

interface FileListProps {
  readonly run: number;
  readonly kinds: readonly FileKind[] | null;
  readonly search: string;
  readonly selected: string;
  readonly onPath: (path: string) => void;
}

const PAGE = 200;

export function FileList({
  run,
  kinds,
  search,
  selected,
  onPath,
}: FileListProps) {
  const transport = useTransport();
  const variables = { id: run, kinds, search, after: 0, first: PAGE };
  const query = useInfiniteQuery({
    queryKey: ["all of", ...keyOf(RunFilesDocument, variables)],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      transport.query(
        RunFilesDocument,
        { ...variables, after: pageParam },
        signal,
      ),
    getNextPageParam: (last, pages) => {
      const known = pages.reduce(
        (sum, page) => sum + (page.run?.files.files.length ?? 0),
        0,
      );
      return known < (last.run?.files.total ?? 0) ? known : undefined;
    },
  });
  const files = useMemo(
    () =>
      query.data?.pages.flatMap((page) => page.run?.files.files ?? []) ?? [],
    [query.data],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onRange = useCallback(
    (_: number, last: number) => {
      if (last > files.length - 30 && hasNextPage && !isFetchingNextPage) {
        void fetchNextPage();
      }
    },
    [files.length, hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  if (query.error) return <Failure error={query.error} retry={query.refetch} />;
  if (!query.data) return <Loading />;
  if (files.length === 0) return <Empty title="No file is like this" />;
  return (
    <VirtualRows
      count={files.length}
      rowHeight={40}
      label="Files"
      onRange={onRange}
    >
      {(index) => {
        const file = files[index];
        return file ? (
          <FileRow
            file={file}
            isSelected={file.path === selected}
            onPath={onPath}
          />
        ) : null;
      }}
    </VirtualRows>
  );
}

interface FileRowProps {
  readonly file: File;
  readonly isSelected: boolean;
  readonly onPath: (path: string) => void;
}

function FileRow({ file, isSelected, onPath }: FileRowProps) {
  const at = file.path.lastIndexOf("/") + 1;
  const { Icon, tone, word } = lookOf(file);
  return (
    <button
      type="button"
      className="file-row"
      aria-pressed={isSelected}
      title={file.path}
      onClick={() => onPath(file.path)}
    >
      <Icon size={15} className={`ink-${tone}`} aria-label={word} />
      <span className="file-names">
        <span className="truncate">{file.path.slice(at)}</span>
        <span className="truncate dim">
          {file.path.slice(0, Math.max(0, at - 1))}
        </span>
      </span>
    </button>
  );
}

function lookOf(file: File) {
  switch (file.kind) {
    case "WRITTEN":
      return file.isNew
        ? { Icon: FilePlus, tone: "done", word: "New" }
        : { Icon: FilePen, tone: "running", word: "Changed" };
    case "REMOVED":
      return { Icon: FileMinus, tone: "failed", word: "Removed" };
    case "UNCHANGED":
      return { Icon: FileText, tone: "waiting", word: "Unchanged" };
  }
}

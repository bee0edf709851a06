import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import { useTransport } from "../../api/context.js";
import { ValueTextDocument } from "../../api/generated.js";
import { keyOf } from "../../api/useApi.js";
import { formatCount } from "../../format/format.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { CodeView, linesOf } from "./CodeView.js";
import { type Language, languageOfText } from "./language.js";

const PAGE = 50_000;

interface TextViewProps {
  readonly digest: string;
  /** JSON Pointer of the part. */
  readonly path: string;
  readonly label: string;
  readonly language?: Language;
}

/** The text of a value or of a part of it; the next page is fetched when its end is in sight. */
export function TextView({ digest, path, label, language }: TextViewProps) {
  const transport = useTransport();
  const variables = { digest, path, offset: 0, limit: PAGE };
  const query = useInfiniteQuery({
    queryKey: ["all of", ...keyOf(ValueTextDocument, variables)],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      transport.query(ValueTextDocument, { ...variables, offset: pageParam }),
    getNextPageParam: (last) => {
      const page = last.value?.text;
      const end = page ? page.offset + [...page.text].length : 0;
      return page && end < page.total && end > page.offset ? end : undefined;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const text = useMemo(
    () =>
      query.data?.pages.map((page) => page.value?.text?.text ?? "").join("") ??
      "",
    [query.data],
  );
  const lines = useMemo(() => linesOf(text).length, [text]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onRange = useCallback(
    (_: number, last: number) => {
      if (last > lines - 100 && hasNextPage && !isFetchingNextPage) {
        void fetchNextPage();
      }
    },
    [lines, hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  if (query.error) return <Failure error={query.error} />;
  if (!query.data) return <Loading />;
  const page = query.data.pages[0]?.value?.text;
  if (!page) return <p className="note">This part has no text.</p>;
  return (
    <>
      <CodeView
        text={text}
        language={language ?? languageOfText(text)}
        label={label}
        onRange={onRange}
      />
      <p className="value-foot dim numbers">
        {formatCount(page.lines)} {page.lines === 1 ? "line" : "lines"},{" "}
        {formatCount(page.total)} characters
        {hasNextPage ? ", the rest is fetched as you scroll" : ""}
      </p>
    </>
  );
}

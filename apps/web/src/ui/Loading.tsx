interface LoadingProps {
  readonly rows?: number;
}

/** Grey bars in the place of what is on its way. */
export function Loading({ rows = 6 }: LoadingProps) {
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
          key={row}
          className="loading-bar"
          style={{ width: `${92 - ((row * 23) % 47)}%` }}
        />
      ))}
    </div>
  );
}

/** The sign of the project: one thing in, many out. */
export function Brand() {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 32 32"
      aria-hidden
      role="presentation"
    >
      <rect width="32" height="32" rx="8" fill="#4f46e5" />
      <path
        d="M10 10h4a6 6 0 0 1 6 6 6 6 0 0 1-6 6h-4"
        fill="none"
        stroke="#fff"
        strokeWidth="2.5"
      />
      <circle cx="10" cy="10" r="3" fill="#fff" />
      <circle cx="10" cy="22" r="3" fill="#fff" />
      <circle cx="22" cy="16" r="3" fill="#c7d2fe" />
    </svg>
  );
}

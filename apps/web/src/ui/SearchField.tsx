import { Search, X } from "lucide-react";
import type { KeyboardEvent, Ref } from "react";

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export function SearchField({
  label,
  value,
  onChange,
  onKeyDown,
  inputRef,
}: SearchFieldProps) {
  return (
    <div className="search">
      <Search size={14} aria-hidden />
      <input
        ref={inputRef}
        type="text"
        aria-label={label}
        placeholder={label}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {value === "" ? null : (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => onChange("")}
        >
          <X size={14} />
        </button>
      )}
    </div>
  );
}

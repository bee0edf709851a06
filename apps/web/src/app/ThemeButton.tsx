import { Monitor, Moon, Sun } from "lucide-react";

import { type Theme, useTheme } from "../theme/useTheme.js";
import { IconButton } from "../ui/IconButton.js";

const NEXT: Readonly<Record<Theme, Theme>> = {
  system: "light",
  light: "dark",
  dark: "system",
};
const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

export function ThemeButton() {
  const [theme, choose] = useTheme();
  const Icon = ICONS[theme];
  const next = NEXT[theme];
  return (
    <IconButton
      label={`Theme: ${theme}. Change to ${next}`}
      onClick={() => choose(next)}
    >
      <Icon size={16} />
    </IconButton>
  );
}

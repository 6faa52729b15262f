import type { ThemeConfig } from "antd";
import { theme } from "antd";
import { wantsStillness } from "./motion.ts";

export type Mode = "light" | "dark";

/**
 * The one place where colours are named. Fills are for large marks; every `…Text` twin reaches 4.5 : 1 on `paper`
 * and on `card` (theme.test.ts holds that).
 */
export type Palette = {
  ink: string;
  inkSoft: string;
  inkFaint: string;
  paper: string;
  card: string;
  sunken: string;
  line: string;
  pine: string;
  pineText: string;
  pineSoft: string;
  persimmon: string;
  persimmonText: string;
  persimmonSoft: string;
  good: string;
  goodText: string;
  goodSoft: string;
  watch: string;
  watchText: string;
  watchSoft: string;
  bad: string;
  badText: string;
  badSoft: string;
  grey: string;
  greySoft: string;
  shadow: string;
};

export const palettes: Record<Mode, Palette> = {
  light: {
    ink: "#1d2129",
    inkSoft: "#565b66",
    inkFaint: "#666a73",
    paper: "#fbfaf8",
    card: "#ffffff",
    sunken: "#f4f1ec",
    line: "#e9e5df",
    pine: "#0b6e69",
    pineText: "#0b6e69",
    pineSoft: "#e2f0ee",
    persimmon: "#e8652d",
    persimmonText: "#b8471a",
    persimmonSoft: "#fdeee6",
    good: "#2f8f5b",
    goodText: "#1f7044",
    goodSoft: "#e5f3ea",
    watch: "#c98a1b",
    watchText: "#855906",
    watchSoft: "#fbf1dc",
    bad: "#c8443a",
    badText: "#b2352c",
    badSoft: "#fbe8e6",
    grey: "#a8a49c",
    greySoft: "#efece7",
    shadow: "0 1px 2px rgb(29 33 41 / 6%), 0 4px 16px rgb(29 33 41 / 5%)",
  },
  dark: {
    ink: "#ece9e4",
    inkSoft: "#b3b0aa",
    inkFaint: "#9b9892",
    paper: "#16181c",
    card: "#1e2126",
    sunken: "#121417",
    line: "#32363d",
    pine: "#2a9d94",
    pineText: "#5cc4bb",
    pineSoft: "#17312f",
    persimmon: "#e8652d",
    persimmonText: "#f39a70",
    persimmonSoft: "#3a2318",
    good: "#3fa36e",
    goodText: "#74cb9b",
    goodSoft: "#18301f",
    watch: "#d39a34",
    watchText: "#e2b45f",
    watchSoft: "#352a14",
    bad: "#d45b51",
    badText: "#f0938a",
    badSoft: "#3b1e1c",
    grey: "#767a82",
    greySoft: "#2a2d33",
    shadow: "0 1px 2px rgb(0 0 0 / 40%), 0 4px 16px rgb(0 0 0 / 30%)",
  },
};

/** Fill of a primary button: white text on it reaches 4.5 : 1 in both modes. */
export const primaryFill: Record<Mode, string> = { light: "#0b6e69", dark: "#137d76" };

export const fontFamily = 'system-ui, -apple-system, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The palette as CSS custom properties (`--pine-soft`), for everything that antd does not draw. */
export function cssVariables(mode: Mode): Record<string, string> {
  return Object.fromEntries(Object.entries(palettes[mode]).map(([name, value]) => [`--${kebab(name)}`, value]));
}

export function antTheme(mode: Mode): ThemeConfig {
  const p = palettes[mode];
  return {
    algorithm: mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: "shuke" },
    hashed: false,
    token: {
      colorPrimary: primaryFill[mode],
      colorLink: p.pineText,
      colorLinkHover: p.pineText,
      colorSuccess: p.good,
      colorWarning: p.watch,
      colorError: p.bad,
      colorErrorText: p.badText,
      colorInfo: primaryFill[mode],
      colorInfoBg: p.pineSoft,
      colorInfoBorder: p.line,
      colorSuccessBg: p.goodSoft,
      colorSuccessBorder: p.line,
      colorWarningBg: p.watchSoft,
      colorWarningBorder: p.line,
      colorErrorBg: p.badSoft,
      colorErrorBorder: p.line,
      colorText: p.ink,
      colorTextSecondary: p.inkSoft,
      colorTextTertiary: p.inkFaint,
      colorTextDescription: p.inkSoft,
      colorTextPlaceholder: p.inkFaint,
      colorBgLayout: p.paper,
      colorBgContainer: p.card,
      colorBgElevated: p.card,
      colorBorder: mode === "dark" ? "#474c55" : "#d6d1c9",
      colorBorderSecondary: p.line,
      borderRadius: 8,
      fontFamily,
      fontSize: 14,
      controlHeight: 32,
      boxShadow: p.shadow,
      wireframe: false,
      motion: !wantsStillness(),
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.18s",
    },
    components: {
      Table: {
        fontSize: 13,
        cellFontSizeSM: 13,
        cellPaddingBlockSM: 7,
        cellPaddingInlineSM: 10,
        headerBg: p.sunken,
        headerColor: p.inkSoft,
        headerSplitColor: "transparent",
        rowHoverBg: p.sunken,
        borderColor: p.line,
      },
      Menu: {
        itemHeight: 34,
        itemMarginBlock: 1,
        itemSelectedBg: p.pineSoft,
        itemSelectedColor: p.pineText,
        itemBg: "transparent",
        groupTitleColor: p.inkFaint,
        groupTitleFontSize: 12,
        itemBorderRadius: 6,
        activeBarBorderWidth: 0,
      },
      Tag: { defaultBg: p.greySoft, defaultColor: p.ink },
      Tabs: { itemColor: p.inkSoft, itemSelectedColor: p.pineText, itemHoverColor: p.pineText, inkBarColor: p.pine },
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 500 },
      Segmented: { itemColor: p.inkSoft, trackBg: p.greySoft },
      Card: { bodyPadding: 16, headerFontSize: 15, headerHeight: 46 },
    },
  };
}

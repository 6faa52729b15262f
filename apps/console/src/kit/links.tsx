import { Button } from "antd";
import type { ButtonProps } from "antd";
import { createLink } from "@tanstack/react-router";

/** `primary` is the button's `type`, a word that links keep for themselves. */
function LookOfButton({ primary = false, ...props }: Omit<ButtonProps, "type"> & { primary?: boolean }) {
  return <Button {...props} type={primary ? "primary" : "default"} />;
}

/** A button that leads to a page: one link for the keyboard and for readers, opened in a new tab like any other. */
export const LinkButton = createLink(LookOfButton);

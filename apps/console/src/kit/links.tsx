import { Button } from "antd";
import { createLink } from "@tanstack/react-router";

/** A button that leads to a page: one link for the keyboard and for readers, opened in a new tab like any other. */
export const LinkButton = createLink(Button);

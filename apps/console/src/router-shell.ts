import { createRootRoute, createRoute } from "@tanstack/react-router";
import { Missing } from "./layout/outer.tsx";
import { Shell } from "./layout/shell.tsx";

export const root = createRootRoute({ notFoundComponent: Missing });

/** Every page but the login stands in it. */
export const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell, notFoundComponent: Missing });

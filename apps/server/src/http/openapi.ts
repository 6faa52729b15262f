import type { Endpoint } from "@shuke/contract";
import { z } from "zod";

type Schema = Record<string, unknown>;

const problem: Schema = {
  type: "object",
  required: ["code", "message"],
  properties: {
    code: { type: "string", description: "A phrase key: stable, made for programs" },
    message: { type: "string", description: "For people, in the language of Accept-Language" },
    details: { type: "object" },
  },
};

/** As in RFC 9111: the answer may be made of figures that were counted a while ago, since counting millions takes long. */
const age: Schema = {
  description: "Seconds since the oldest of the figures in the answer were counted; absent when all are of this moment",
  schema: { type: "integer", minimum: 0 },
};

const refusal = (description: string): Schema => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

/** JSON Schema of what goes in (`input`: defaults may be left out) or comes out. */
export function schemaOf(schema: z.ZodType, io: "input" | "output"): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: "draft-2020-12", unrepresentable: "any" });
  return rest;
}

/** The mounted endpoints as OpenAPI 3.1. */
export function openApi(endpoints: readonly Endpoint[], publicUrl: string): Schema {
  const paths: Record<string, Schema> = {};
  for (const endpoint of endpoints.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    paths[`/api/${endpoint.name}`] = { post: operation(endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Shuke 熟客",
      version: "0.1.0",
      description: "Every call is a POST with JSON in and out. Lists answer {items, nextCursor}.",
    },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }, { cookie: [] }],
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: {
        key: { type: "http", scheme: "bearer" },
        cookie: { type: "apiKey", in: "cookie", name: "shuke.session_token" },
      },
    },
  };
}

function operation(endpoint: Endpoint): Schema {
  return {
    operationId: endpoint.name,
    tags: [endpoint.name.split(".")[0]],
    summary: endpoint.summary,
    description: `Needs: ${endpoint.permission}`,
    ...(endpoint.permission === "public" ? { security: [] } : {}),
    requestBody: { required: true, content: { "application/json": { schema: schemaOf(endpoint.input, "input") } } },
    responses: {
      200: { description: "Done", headers: { Age: age }, content: { "application/json": { schema: schemaOf(endpoint.output, "output") } } },
      400: refusal("The input does not fit, or the request cannot be done as things are"),
      401: refusal("Nobody is signed in"),
      403: refusal("Not allowed"),
      500: refusal("A defect; details.ref finds it in the log"),
    },
  };
}

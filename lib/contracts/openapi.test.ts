import { describe, expect, it } from "vitest";
import { endpoints } from "./endpoints";
import { openApiDocument } from "./openapi";

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
  security?: unknown[];
}

const document = openApiDocument("1.2.3");
const paths = document.paths as unknown as Record<string, Record<string, Operation>>;

describe("the OpenAPI document", () => {
  it("has an operation for each endpoint, each with its own operationId", () => {
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBe(endpoints.length);
    expect(endpoints.length).toBeGreaterThan(12);
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
  });

  it("lists every endpoint once", () => {
    const calls = endpoints.map(({ method, path }) => `${method} ${path}`);
    expect(calls.filter((call, i) => calls.indexOf(call) !== i)).toEqual([]);
  });

  it("declares every name in braces as a required parameter", () => {
    for (const [path, operations] of Object.entries(paths)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const operation of Object.values(operations)) {
        const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
        expect(declared.map((parameter) => parameter.name)).toEqual(names);
        expect(declared.every((parameter) => parameter.required)).toBe(true);
      }
    }
  });

  it("describes failures as problems, and asks for nobody only where anybody may call", () => {
    const add = paths["/api/v1/users"]?.post;
    expect(Object.keys(add?.responses ?? {})).toEqual([
      "201",
      "401",
      "403",
      "409",
      "413",
      "415",
      "422",
      "500",
    ]);
    expect(add?.responses["409"]?.content?.["application/problem+json"]?.schema).toEqual({
      $ref: "#/components/schemas/Problem",
    });
    expect(add?.security).toBeUndefined();
    expect(paths["/api/v1/health"]?.get?.security).toEqual([]);
  });

  it("takes bodies from the schemas that the routes parse with", () => {
    const body = paths["/api/v1/users"]?.post?.requestBody?.content["application/json"]?.schema;
    expect(body).toEqual({ $ref: "#/components/schemas/UserInput" });
    expect(document.components?.schemas?.UserInput).toMatchObject({
      type: "object",
      required: ["email", "name", "role"],
    });
  });

  it("refers to nothing that it does not hold", () => {
    const text = JSON.stringify(document);
    const held = new Set(Object.keys(document.components?.schemas ?? {}));
    const used = [...text.matchAll(/#\/components\/schemas\/([^"]+)/g)].map((match) => match[1] ?? "");
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((name) => !held.has(name))).toEqual([]);
  });
});

import { expect, test } from "vitest";
import { ApiProblem, fieldError, problemOf, problemText } from "./problem";

test("a problem keeps everything the server said", async () => {
  const problem = { title: "Not now", status: 409, reasons: [{ code: "x", message: "Wait" }] };
  const error = await problemOf(Response.json(problem, { status: 409 }));
  expect(error.status).toBe(409);
  expect(problemText(error).reasons).toEqual(problem.reasons);
});

test("an error page of a proxy still becomes a problem with its status", async () => {
  const error = await problemOf(new Response("<html>", { status: 502, statusText: "Bad Gateway" }));
  expect(error.problem).toMatchObject({ status: 502, detail: "HTTP 502 Bad Gateway" });
});

test("a refusal of the sign-in keeps its words", async () => {
  const refusal = { message: "Invalid email or password", code: "INVALID_EMAIL_OR_PASSWORD" };
  const error = await problemOf(Response.json(refusal, { status: 401 }));
  expect(problemText(error)).toMatchObject({ title: "Invalid email or password", detail: null });
});

test("what is a reason already is not said twice", () => {
  const reasons = [{ code: "x", message: "Wait" }];
  expect(problemText(new ApiProblem({ title: "t", status: 409, detail: "Wait", reasons })).detail).toBeNull();
  expect(problemText(new ApiProblem({ title: "t", status: 409, detail: "Else", reasons })).detail).toBe(
    "Else",
  );
});

test("a field is given its own message and no other", () => {
  const error = new ApiProblem({ title: "t", status: 422, errors: [{ path: "name", message: "Too long" }] });
  expect(fieldError(error, "name")).toBe("Too long");
  expect(fieldError(error, "tier")).toBeNull();
  expect(fieldError(new Error("x"), "name")).toBeNull();
});

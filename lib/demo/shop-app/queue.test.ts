import { describe, expect, it } from "vitest";
import { WorkQueue } from "./queue";

const never = new AbortController().signal;

describe("the work queue", () => {
  it("gives work in the order it came, to whoever waited longest", async () => {
    const queue = new WorkQueue<string>();
    queue.put("a");
    queue.put("b");
    expect(await queue.take(never)).toBe("a");
    expect(await queue.take(never)).toBe("b");
    const first = queue.take(never);
    const second = queue.take(never);
    queue.put("c");
    queue.put("d");
    expect(await Promise.all([first, second])).toEqual(["c", "d"]);
  });

  it("loses nothing when a waiting connection leaves", async () => {
    const queue = new WorkQueue<string>();
    const leaving = new AbortController();
    const left = queue.take(leaving.signal);
    const stays = queue.take(never);
    leaving.abort();
    queue.put("a");
    expect(await left).toBeNull();
    expect(await stays).toBe("a");
    queue.put("b");
    expect(await queue.take(leaving.signal)).toBeNull();
    expect(await queue.take(never)).toBe("b");
  });

  it("drops the stale from the front only", async () => {
    const queue = new WorkQueue<number>();
    for (const item of [1, 2, 5, 1]) queue.put(item);
    expect(queue.dropWhile((item) => item < 3)).toEqual([1, 2]);
    expect(await queue.take(never)).toBe(5);
  });
});

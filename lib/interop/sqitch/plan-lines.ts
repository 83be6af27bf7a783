import { baseName } from "../recorder";

/** What our changes say planned them. */
export const PLANNER = { name: "Interlock", email: "interlock@localhost" } as const;

/** A change of ours, as its line of the plan says it. */
export interface PlannedChange {
  readonly name: string;
  /** `2026-01-02T03:04:05Z`. */
  readonly date: string;
  /** As Sqitch reads it: one line, not escaped. */
  readonly note: string;
}

/** The lines of one phase, to be appended to the team's plan. */
interface PlanPart {
  /** `project:change`, any of which they come right after; nothing of the project where the change is empty. */
  readonly follows: readonly string[];
  readonly changes: readonly PlannedChange[];
}

const FOLLOWS = "# Follows ";
const LINE = new RegExp(`^(\\S+) (\\S+) ${PLANNER.name} <${PLANNER.email}> # (.*)$`);

/** A file that holds a part of the plan, of its slug. */
export const planPartName = (slug: string): string => `sqitch.plan.${slug}`;
export const isPlanPart = (path: string): boolean => baseName(path).startsWith(planPartName(""));

/** In a note a backslash is written twice (App::Sqitch::Plan::Line). */
export function writePlanPart({ follows, changes }: PlanPart): string {
  const lines = changes.map(
    ({ name, date, note }) =>
      `${name} ${date} ${PLANNER.name} <${PLANNER.email}> # ${note.replaceAll("\\", "\\\\")}`,
  );
  return [...(follows.length > 0 ? [`${FOLLOWS}${follows.join(" or ")}`] : []), ...lines, ""].join("\n");
}

/** What `writePlanPart` wrote. */
export function readPlanPart(content: string): PlanPart {
  const lines = content.split("\n");
  return {
    follows: lines
      .filter((line) => line.startsWith(FOLLOWS))
      .flatMap((line) => line.slice(FOLLOWS.length).split(" or ")),
    changes: lines.flatMap((line) => {
      const [, name, date, note] = LINE.exec(line) ?? [];
      if (name === undefined || date === undefined || note === undefined) return [];
      return [{ name, date, note: note.replaceAll("\\\\", "\\") }];
    }),
  };
}

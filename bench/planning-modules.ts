/** What the planning bench measures, as one file for the bundler. */
export { understandChange } from "@/lib/change/understand";
export { planChange } from "@/lib/planner/plan";
export { loadParser, parseSql } from "@/lib/sql/parse";

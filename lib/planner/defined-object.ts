import type { Step } from "@/lib/contracts/plan";
import { ok, type Result } from "@/lib/contracts/result";
import type { Evolve } from "./evolve";
import { partsOf } from "./operation-parts";
import type { DeployPart, OperationPlan, PlanContext, Refusal } from "./operation-plan";
import { not, probeAll, probeReplaced } from "./probe";
import { unusedObjectDeploy } from "./snippets/unused-object";
import { StepList } from "./step-list";

/** An object that is whole in its definition: one statement makes it, one takes it away. */
interface DefinedObject {
  /** As in "view". */
  readonly noun: string;
  /** As SQL writes it. */
  readonly name: string;
  /** A condition of the catalog: it is there, as it is after the step for what is made and before it for what is dropped. */
  readonly exists: string;
  /** Tables, views and sequences that the plan holds for itself while it runs. */
  readonly relations?: readonly string[];
  readonly findings?: OperationPlan["findings"];
  readonly serverMajors?: OperationPlan["serverMajors"];
  readonly after?: Evolve;
  /** What taking the change back does not bring back. */
  readonly loses?: string;
}

interface MadeObject extends DefinedObject {
  readonly create: readonly string[];
  /** It may be there before: then the step does nothing, and neither does the way back. */
  readonly isThere?: boolean;
  readonly drop: readonly string[];
  readonly estimate?: Step["estimate"];
}

type Planned = Result<OperationPlan, readonly Refusal[]>;

/** Nobody uses it yet: one step. The way back drops it. */
export function makeObject(context: PlanContext, made: MadeObject): Planned {
  const { noun, name, exists } = made;
  return ok(
    changedObject(context, made, {
      title: `Create the ${noun} ${name}`,
      statements: made.create,
      done: exists,
      estimate: made.estimate,
      back: made.isThere
        ? null
        : { title: `Drop the ${noun} ${name}`, statements: made.drop, done: not(exists) },
    }),
  );
}

interface ObjectChange {
  readonly title: string;
  readonly statements: readonly string[];
  /** A condition of the catalog that holds once it is done. */
  readonly done: string;
  /** Of what is replaced, that it is as before: it stays so where the server reads the new definition as the old one. */
  readonly before?: string;
  readonly estimate?: Step["estimate"] | undefined;
  /** Null where nothing takes it back. */
  readonly back: {
    readonly title: string;
    readonly statements: readonly string[];
    readonly done: string;
  } | null;
}

/** One step that leaves the object otherwise than it was, in the expand phase. */
export function changedObject(
  context: PlanContext,
  object: DefinedObject,
  { title, statements, done, before, back, estimate }: ObjectChange,
): OperationPlan {
  const id = stepId(context, object.noun);
  const expand = new StepList(context.catalog);
  expand.add({
    id,
    title,
    kind: "ddl",
    statements,
    probe: before === undefined ? probeAll(done) : probeReplaced(done, before),
    ...(estimate ? { estimate } : {}),
    ...(object.after ? { after: object.after } : {}),
    ...(object.loses === undefined ? {} : { loses: object.loses }),
    revert: back
      ? [
          {
            id: `${id}-back`,
            title: back.title,
            kind: "ddl",
            statements: back.statements,
            probe: probeAll(back.done),
          },
        ]
      : [],
  });
  return partsOf({ expand: expand.steps, ...common(object), summary: title });
}

interface DroppedObject extends DefinedObject {
  readonly drop: readonly string[];
  /** Makes it again as it was. */
  readonly again: readonly string[];
  /** False where no release can name it, so that none has to go out first. */
  readonly usedByApps?: boolean;
  /** Of the step, where it is no plain drop. */
  readonly title?: string;
  /** A condition of the catalog that holds once it is done, where it is no plain drop. */
  readonly done?: string;
  /** The release that has to go out first, and what it no longer uses, where that is not the whole object. */
  readonly forgets?: { readonly deploy: DeployPart; readonly what: string };
}

/** In the contract phase, once no release uses it. The way back makes it again from what the catalog said of it. */
export function dropObject(context: PlanContext, dropped: DroppedObject): Planned {
  const { noun, name, exists, usedByApps = true } = dropped;
  const id = stepId(context, noun);
  const { title = `Drop the ${noun} ${name}` } = dropped;
  const { deploy, what } = dropped.forgets ?? { deploy: unusedObjectDeploy(noun, name), what: name };
  const contract = new StepList(context.catalog);
  contract.add({
    id: `${id}-drop`,
    title,
    kind: "ddl",
    statements: dropped.drop,
    probe: probeAll(dropped.done ?? not(exists)),
    ...(dropped.after ? { after: dropped.after } : {}),
    ...(dropped.loses === undefined ? {} : { loses: dropped.loses }),
    revert: [
      {
        id: `${id}-again`,
        title: `Bring the ${noun} ${name} back as it was`,
        kind: "ddl",
        statements: dropped.again,
        probe: probeAll(exists),
        after: () => context.catalog,
      },
    ],
  });
  return ok(
    partsOf({
      contract: contract.steps,
      deploys: usedByApps ? [deploy] : [],
      ...common(dropped),
      breaking: usedByApps,
      summary: title,
      compatibleWith: {
        expand: [],
        backfill: [],
        contract: [usedByApps ? `Only releases that do not use ${what}` : "Every release"],
      },
    }),
  );
}

function common({ relations = [], findings = [], serverMajors }: DefinedObject) {
  return { relations, findings, ...(serverMajors ? { serverMajors } : {}) };
}

const stepId = ({ index }: PlanContext, noun: string) => `o${index + 1}-${noun.replaceAll(" ", "-")}`;

/** Definitions are printed otherwise from one version to the next: a plan that compares them is for this one. */
export function onlyThisMajor({ catalog }: Pick<PlanContext, "catalog">): OperationPlan["serverMajors"] {
  return { min: catalog.serverMajor, max: catalog.serverMajor };
}

/** Words of app code made from the user's own names. A guess where English plurals are irregular. */
export interface ModelWords {
  /** `OrderLine` for `order_lines`. */
  readonly model: string;
  readonly table: string;
  /** `public.order_lines` */
  readonly relation: string;
}

export function modelWords(relation: string, table: string): ModelWords {
  return { relation, table, model: pascal(singular(table)) };
}

function singular(word: string): string {
  if (/people$/i.test(word)) return word.replace(/people$/i, "person");
  if (/ies$/i.test(word)) return word.replace(/ies$/i, "y");
  if (/(ss|us|is)$/i.test(word)) return word;
  if (/(ch|sh|x|z|ss)es$/i.test(word)) return word.slice(0, -2);
  return word.replace(/s$/i, "");
}

const parts = (word: string) => word.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "");

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

export function pascal(word: string): string {
  return parts(word).map(capital).join("") || "Model";
}

/** `fullName` for `full_name`. */
export function camel(word: string): string {
  const text = pascal(word);
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Column types of the frameworks for a Postgres type; text where nothing fits better. */
export interface FieldTypes {
  readonly django: string;
  readonly prisma: string;
  readonly drizzle: string;
  readonly typeorm: string;
  readonly sqlalchemy: string;
  readonly typescript: string;
}

const FIELDS: readonly (readonly [RegExp, FieldTypes])[] = [
  [/^(smallint|integer|int|int4)$/, types("IntegerField()", "Int", "integer", "int", "Integer", "number")],
  [/^(bigint|int8)$/, types("BigIntegerField()", "BigInt", "bigint", "bigint", "BigInteger", "string")],
  [/^bool/, types("BooleanField()", "Boolean", "boolean", "boolean", "Boolean", "boolean")],
  [/^timestamp/, types("DateTimeField()", "DateTime", "timestamp", "timestamptz", "DateTime", "Date")],
  [/^date$/, types("DateField()", "DateTime", "date", "date", "Date", "string")],
  [/^(numeric|decimal)/, types("DecimalField()", "Decimal", "numeric", "numeric", "Numeric", "string")],
  [/^uuid$/, types("UUIDField()", "String", "uuid", "uuid", "Uuid", "string")],
  [/^jsonb?$/, types("JSONField()", "Json", "jsonb", "jsonb", "JSON", "unknown")],
];

function types(
  django: string,
  prisma: string,
  drizzle: string,
  typeorm: string,
  sqlalchemy: string,
  typescript: string,
): FieldTypes {
  return { django, prisma, drizzle, typeorm, sqlalchemy, typescript };
}

export function fieldTypes(type: string): FieldTypes {
  const known = FIELDS.find(([pattern]) => pattern.test(type))?.[1];
  return known ?? types("TextField()", "String", "text", "text", "Text", "string");
}

/** The program inside libpg-query; its own wrapper cannot go on after a text that is too deeply nested. */
declare module "libpg-query/wasm/libpg-query.js" {
  export interface PgQuery {
    /** The memory as it is now: another object after it has grown. */
    readonly HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    _wasm_parse_query_raw(text: number): number;
    _wasm_free_parse_result(result: number): void;
    _wasm_parse_plpgsql(text: number): number;
    _wasm_free_string(text: number): void;
    getValue(pointer: number, type: "i32"): number;
    UTF8ToString(pointer: number): string;
    lengthBytesUTF8(text: string): number;
    stringToUTF8(text: string, pointer: number, bytes: number): void;
  }
  export default function instantiate(options: {
    locateFile?(name: string, folder: string): string;
    instantiateWasm?(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): void;
    stdout?(character: number): void;
    stderr?(character: number): void;
  }): Promise<PgQuery>;
}

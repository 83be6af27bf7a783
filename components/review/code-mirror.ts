import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, sql } from "@codemirror/lang-sql";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type EditorState, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Mark } from "./marks.model";

export interface Editor {
  setText(text: string): void;
  setMarks(marks: readonly Mark[]): void;
  /** Puts the cursor at the start of a line and shows it. */
  showLine(line: number): void;
  destroy(): void;
}

const setMarks = StateEffect.define<readonly Mark[]>();

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (shown, transaction) => {
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) return decorate(transaction.state, effect.value);
    }
    return shown.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Whole lines: a coloured edge and ground by the worst finding. */
function decorate(state: EditorState, list: readonly Mark[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let last = 0;
  for (const { fromLine, toLine, level } of list) {
    const line = Decoration.line({ class: `cm-mark cm-mark-${level}` });
    for (let at = Math.max(fromLine, last + 1); at <= Math.min(toLine, state.doc.lines); at++) {
      const { from } = state.doc.line(at);
      builder.add(from, from, line);
      last = at;
    }
  }
  return builder.finish();
}

const theme = EditorView.theme({
  "&": {
    fontSize: "13px",
    backgroundColor: "var(--sunken)",
    color: "var(--ink)",
    minHeight: "18rem",
    maxHeight: "70dvh",
  },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--font-mono, monospace)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "10px 0" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-3)", border: "none" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-mark": { borderLeft: "3px solid transparent" },
  ".cm-mark-error, .cm-mark-syntax": { borderColor: "var(--bad)", backgroundColor: "var(--bad-soft)" },
  ".cm-mark-warning, .cm-mark-unknown": { borderColor: "var(--warn)", backgroundColor: "var(--warn-soft)" },
  ".cm-mark-info": { borderColor: "var(--info)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "500" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--info)" },
  { tag: tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
]);

/** A SQL editor in `parent`. Tab leaves it: a keyboard must not be caught. */
export function createEditor(
  parent: HTMLElement,
  given: {
    readonly text: string;
    readonly label: string;
    readonly onChange: (text: string) => void;
    /** The line the cursor is on, from 1. */
    readonly onLine: (line: number) => void;
  },
): Editor {
  const view = new EditorView({
    parent,
    doc: given.text,
    extensions: [
      lineNumbers(),
      history(),
      keymap.of([...defaultKeymap, ...historyKeymap]),
      sql({ dialect: PostgreSQL }),
      syntaxHighlighting(colours),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": given.label, spellcheck: "false" }),
      marks,
      theme,
      EditorView.updateListener.of((update) => {
        if (update.docChanged) given.onChange(update.state.doc.toString());
        if (update.selectionSet)
          given.onLine(update.state.doc.lineAt(update.state.selection.main.head).number);
      }),
    ],
  });
  return {
    setText: (text) => {
      if (view.state.doc.toString() === text) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    setMarks: (list) => view.dispatch({ effects: setMarks.of(list) }),
    showLine: (line) => {
      const { from } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: "center" }),
      });
    },
    destroy: () => view.destroy(),
  };
}

/**
 * What the tests use of the editor's own programming interface, inside the page. A spec that runs code there says
 * `declare const RED: Red`.
 */
export interface Red {
  nodes: {
    node(id: string): EditorNode | undefined;
    getType(type: string): Definition | undefined;
    filterNodes(filter: { type?: string; z?: string }): EditorNode[];
    eachNode(each: (node: EditorNode) => void): void;
    eachConfig(each: (node: EditorNode) => void): void;
    dirty(): boolean;
    createCompleteNodeSet(): FlowFileNode[];
    getNodeHelp(type: string): string | undefined;
  };
  actions: { invoke(action: string, ...more: unknown[]): void };
  editor: { edit(node: EditorNode): void; editConfig(name: string, type: string, id: string): void };
  view: { state(): number; reveal(id: string): void; redraw(now: boolean): void };
  state: { DEFAULT: number };
  utils: { getNodeIcon(definition: Definition, node?: EditorNode): string; getNodeLabel(node: EditorNode): string };
  comms: { subscribe(topic: string, listener: (topic: string, message: unknown) => void): void };
  settings: { version: string };
  _(key: string): string;
}

export type FlowFileNode = Record<string, unknown> & { id: string; type: string };

export interface EditorNode {
  id: string;
  type: string;
  name?: string;
  z?: string;
  valid: boolean;
  validationErrors?: string[];
  changed?: boolean;
  users: EditorNode[];
  status?: { text?: string };
  _def: Definition;
  [property: string]: unknown;
}

export interface Definition {
  category: string;
  set: { module: string; id: string };
  defaults: Record<string, { value: unknown; type?: string }>;
  credentials?: Record<string, { type: string }>;
  inputs?: number;
  outputs?: number;
}

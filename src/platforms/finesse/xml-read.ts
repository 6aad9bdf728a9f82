import { Element } from './xml';

/** The name without prefix, in lower case: releases write `User` and `user`, `ReasonCode` and `reasonCode`. */
export const nameOf = (element: Element): string => element.name.slice(element.name.indexOf(':') + 1).toLowerCase();

export const childrenOf = (element: Element): Element[] =>
  element.children.filter((child): child is Element => typeof child !== 'string');

/** @param name in any case */
export function childOf(element: Element | undefined, name: string): Element | undefined {
  if (!element) return undefined;
  const wanted = name.toLowerCase();
  for (const child of element.children) if (typeof child !== 'string' && nameOf(child) === wanted) return child;
  return undefined;
}

/** @param name in any case */
export function childrenCalled(element: Element | undefined, name: string): Element[] {
  const wanted = name.toLowerCase();
  return element ? childrenOf(element).filter((child) => nameOf(child) === wanted) : [];
}

/** The text of a child, trimmed; undefined where there is none. */
export function textOf(element: Element | undefined, name: string): string | undefined {
  const child = childOf(element, name);
  const text = child ? ownText(child) : '';
  return text === '' ? undefined : text;
}

export const ownText = (element: Element): string =>
  element.children
    .filter((child): child is string => typeof child === 'string')
    .join('')
    .trim();

/** As plain JSON: texts, objects, and arrays where a name comes several times. */
export function plain(element: Element): unknown {
  const values = new Map<string, unknown[]>();
  for (const child of childrenOf(element)) {
    const same = values.get(child.name);
    if (same) same.push(plain(child));
    else values.set(child.name, [plain(child)]);
  }
  if (values.size === 0) return ownText(element);
  // fromEntries defines own properties, so an element called __proto__ stays one.
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]));
}

/** The same event. Its `raw` becomes plain JSON when somebody looks at it, and of most events nobody ever does. */
export function withPlainRaw<T extends object>(event: T): T {
  const { raw } = event as { raw?: unknown };
  if (!(raw instanceof Element)) return event;
  return Object.defineProperty({ ...event }, 'raw', { get: () => plain(raw), enumerable: true });
}

import type { Element } from './xml';

/** The name without prefix, in lower case: releases write `User` and `user`, `ReasonCode` and `reasonCode`. */
export const nameOf = (element: Element): string => element.name.slice(element.name.indexOf(':') + 1).toLowerCase();

export const childrenOf = (element: Element): Element[] =>
  element.children.filter((child): child is Element => typeof child !== 'string');

/** @param name in any case */
export function childOf(element: Element | undefined, name: string): Element | undefined {
  const wanted = name.toLowerCase();
  return element && childrenOf(element).find((child) => nameOf(child) === wanted);
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

/** As plain JSON, for the `raw` of an event: texts, objects, and arrays where a name comes several times. */
export function plain(element: Element): unknown {
  const children = childrenOf(element);
  if (children.length === 0) return ownText(element);
  const values = new Map<string, unknown[]>();
  for (const child of children) values.set(child.name, [...(values.get(child.name) ?? []), plain(child)]);
  // fromEntries defines own properties, so an element called __proto__ stays one.
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]));
}

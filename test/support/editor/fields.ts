import type { EditorPage } from './page';

/** Something a person can fill in, in the dialog that is open. */
export interface Field {
  /** The property, or what else the id of the field says. */
  name: string;
  kind: 'typed' | 'type' | 'checkbox' | 'select' | 'number' | 'password' | 'text';
  value: string | boolean;
}

/** The fields that are visible now, in their order. */
export function fields(page: EditorPage): Promise<Field[]> {
  return page.page.evaluate(() => {
    const seen = (element: Element | null): boolean => !!element && element.getClientRects().length > 0;
    return Array.from(document.querySelectorAll<HTMLInputElement>('[id^="node-input-"], [id^="node-config-input-"]'))
      .filter((element) => element.matches('input, select'))
      .flatMap((element): Field[] => {
        const name = element.id.replace(/^node-(config-)?input-/, '');
        const typed = element.classList.contains('red-ui-typedInput');
        if (!seen(typed ? element.nextElementSibling : element)) return [];
        const plain = element.type === 'select-one' ? 'select' : (element.type as Field['kind']);
        const value = element.type === 'checkbox' ? element.checked : element.value;
        if (!typed) return [{ name, kind: plain, value }];
        const type = $(element).typedInput('type');
        return [
          { name, kind: 'typed', value },
          { name: `${name}Type`, kind: 'type', value: type },
        ];
      });
  });
}

/** Fills in something else, as a person would. What the field says then. */
export async function fillIn(page: EditorPage, { name, kind, value }: Field): Promise<Field['value']> {
  const field = page.field(name);
  switch (kind) {
    case 'checkbox':
      await field.setChecked(value !== true);
      return value !== true;
    case 'select': {
      const options = await field
        .locator('option:enabled')
        .evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value));
      const other = options.find((option) => option !== value) ?? value;
      await field.selectOption(String(other));
      return other;
    }
    case 'number':
      await field.fill('7');
      return '7';
    case 'typed':
      await page.page
        .locator(`[id$="input-${name}"] + .red-ui-typedInput-container .red-ui-typedInput-input`)
        .fill(`other.${name}`);
      return `other.${name}`;
    case 'type': {
      const other = value === 'msg' ? 'str' : 'msg';
      const typed = page.field(name.replace(/Type$/, ''));
      await typed.evaluate((element, type) => {
        $(element).typedInput('type', type);
      }, other);
      return other;
    }
    case 'password':
    case 'text':
      await field.fill(`other ${name}`);
      return `other ${name}`;
  }
}

/** Changes every field but some, also those that come to light by a change. What they say then. */
export async function fillInAll(page: EditorPage, except: readonly string[]): Promise<Map<string, Field>> {
  const filled = new Map<string, Field>();
  for (;;) {
    const more = (await fields(page)).filter(({ name }) => !filled.has(name) && !except.includes(name));
    if (more.length === 0) return filled;
    for (const field of more) filled.set(field.name, { ...field, value: await fillIn(page, field) });
  }
}

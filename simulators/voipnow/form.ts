/** One part of a multipart body: its headers, an empty line, its text. */
function part(text: string): [string, string] | undefined {
  const split = text.indexOf('\r\n\r\n');
  const name = /;\s*name="?([^";\r\n]+)"?/i.exec(text.slice(0, Math.max(0, split)))?.[1];
  return name === undefined ? undefined : [name, text.slice(split + 4).replace(/\r\n$/, '')];
}

/**
 * The fields of a posted form. The vendor's documents ask for a urlencoded one; the vendor's own PHP samples send multipart, and
 * that works too.
 */
export function formFields(type: string, content: string): Map<string, string> {
  const boundary = /^multipart\/form-data\s*;.*boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined) return new Map(new URLSearchParams(content));
  const fields = content.split(`--${boundary}`).flatMap((piece) => {
    const field = part(piece);
    return field === undefined ? [] : [field];
  });
  return new Map(fields);
}

import { xml } from './xml';

/** The bodies of requests. */

export const silentMonitor = (from: string, to: string): string =>
  dialog({ requestedAction: 'SILENT_MONITOR', fromAddress: from, toAddress: to });

/** @param monitor id of the silent monitor's dialog, not of the customer's call */
export const bargeCall = (from: string, to: string, monitor: string): string =>
  dialog({
    requestedAction: 'BARGE_CALL',
    fromAddress: from,
    toAddress: to,
    associatedDialogUri: `/finesse/api/Dialog/${monitor}`,
  });

/** @param extension whose leg */
export const drop = (extension: string): string => dialog({ requestedAction: 'DROP', targetMediaAddress: extension });

export const userState = (
  state: string,
  { extension, reasonCodeId }: { extension?: string | undefined; reasonCodeId?: string | undefined } = {},
): string => write('User', { state, extension, reasonCodeId });

const dialog = (fields: Readonly<Record<string, string>>): string => write('Dialog', fields);

function write(root: string, fields: Readonly<Record<string, string | undefined>>): string {
  const children = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [xml(name, {}, value)],
  );
  return xml(root, {}, ...children).toString();
}

/** The words that something depends on, as the documents spell them. */
const documented = [
  ...['Ringing', 'Dialing', 'Established', 'Held', 'Released', 'Internal', 'Consult', 'On', 'Off'],
  ...['Active', 'Inactive', 'Voice', 'Idle', 'LoggedOut', 'Logout'],
  ...['ListenIn', 'Coach', 'BargeIn', 'CancelSupervisorMonitoring', 'SwitchToListenIn', 'SwitchToBargeIn'],
  ...['DeviceStateChangeMessage', 'CallStateChangeMessage', 'ErrorMessage', 'ROLE_SUPERVISOR'],
];

const exact = new Set(documented);
const byFold = new Map(documented.map((word) => [word.toLowerCase(), word]));

/**
 * A word of Genesys as the documents spell it. They do not agree with themselves on upper and lower case (`SwitchToListenin` in an
 * address, `SwitchToListenIn` as the operation), so case must decide nothing. Words that nothing depends on stay as they are.
 */
export const spelled = (word: string): string => (exact.has(word) ? word : (byFold.get(word.toLowerCase()) ?? word));

/** For programs that read what the nodes send: the words of the messages, events and errors. */
export * from './supervision/vocabulary';
export { errorCodes, SupervisionError, type ErrorCode, type ErrorKind } from './supervision/errors';

import should from 'should';
import { asSupervisionError, SupervisionError } from '../../src/supervision/errors';

describe('SupervisionError', () => {
  it('knows an outcome from a fault by its code', () => {
    should(new SupervisionError('no-active-call', 'x').kind).equal('outcome');
    should(new SupervisionError('unreachable', 'x').kind).equal('fault');
  });

  it('reports plain JSON without stack and cause', () => {
    const error = new SupervisionError('auth', 'Sign-in refused.', {
      platform: 'genesys',
      vendorCode: '20',
      httpStatus: 403,
      cause: new Error('secret'),
    });
    should(JSON.parse(JSON.stringify(error.report()))).deepEqual({
      code: 'auth',
      message: 'Sign-in refused.',
      platform: 'genesys',
      vendorCode: '20',
      httpStatus: 403,
      retryable: false,
    });
  });

  it('keeps what was thrown as the cause', () => {
    const thrown = new TypeError('boom');
    const error = asSupervisionError(thrown, 'genesys');
    should(error.code).equal('platform-error');
    should(error.arrived).equal('maybe');
    should(error.cause).equal(thrown);
    should(asSupervisionError(error)).equal(error);
  });
});

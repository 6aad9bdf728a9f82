import { inspect } from 'node:util';
import { AxiosError, AxiosHeaders } from 'axios';
import should from 'should';
import { networkFailure, ProxyRefusal, type FailedRequest } from '../../../src/net/failure';
import { redactor } from '../../../src/net/redact';
import type { SupervisionError } from '../../../src/supervision/errors';

const coded = (code: string, message = code): Error => Object.assign(new Error(message), { code });
const fail = (thrown: unknown, more: Partial<FailedRequest> = {}): SupervisionError =>
  networkFailure(
    { thrown, connected: false, timeoutMs: 500, where: 'https://gws:8090', platform: 'genesys', ...more },
    redactor(['canary']),
  );

describe('networkFailure', () => {
  it('says whether the request may have arrived', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ECONNRESET']) {
      const error = fail(coded(code));
      should([error.code, error.arrived, error.retryable, error.vendorCode]).deepEqual([
        'unreachable',
        'no',
        true,
        code,
      ]);
    }
    for (const code of ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ESOMETHING']) {
      const error = fail(coded(code), { connected: true });
      should([error.code, error.arrived, error.retryable]).deepEqual(['unreachable', 'maybe', true]);
    }
  });

  it('tells the two deadlines and a caller who gave up apart', () => {
    const canceled = coded('ERR_CANCELED');
    should(fail(canceled, { ended: 'deadline' })).match({ code: 'unreachable', arrived: 'no', retryable: true });
    should(fail(canceled, { ended: 'deadline', connected: true })).match({ arrived: 'maybe', vendorCode: 'ETIMEDOUT' });
    should(fail(canceled, { ended: 'caller', connected: true })).match({ arrived: 'maybe', retryable: false });
  });

  it('names what is wrong with a certificate and what to do', () => {
    const says = (code: string): string => fail(coded(code)).message;
    should(says('CERT_HAS_EXPIRED')).match(/expired/);
    should(says('DEPTH_ZERO_SELF_SIGNED_CERT')).match(/self-signed.*tls-config/);
    should(says('UNABLE_TO_VERIFY_LEAF_SIGNATURE')).match(/tls-config.*right CA/);
    should(says('ERR_TLS_CERT_ALTNAME_INVALID')).match(/another host name.*tls-config/);
    should(says('EPROTO')).match(/http or https/);
    should(fail(coded('CERT_HAS_EXPIRED'))).match({ code: 'unreachable', arrived: 'no', retryable: false });
  });

  it('knows a refusal of the proxy, a body too large, and what is no HTTP', () => {
    const refused = fail(new ProxyRefusal(407), { via: 'proxy:3128' });
    should(refused).match({ code: 'unreachable', arrived: 'no', retryable: false });
    should(refused.message).match(/proxy:3128.*407.*password of the proxy/);
    should(fail(coded('ERR_BAD_RESPONSE', 'maxContentLength size of 10 exceeded'), { connected: true })).match({
      code: 'platform-error',
      arrived: 'maybe',
    });
    should(fail(coded('HPE_INVALID_CONSTANT'), { connected: true }).message).match(/does not speak HTTP/);
  });

  it('carries nothing of the request away', () => {
    const config = { headers: new AxiosHeaders({ authorization: 'canary' }), data: 'canary', url: '/canary' };
    const thrown = new AxiosError('connect canary', 'ECONNREFUSED', config);
    const error = fail(thrown);
    should(inspect(error, { depth: 10, showHidden: true })).not.containEql('canary');
    should(JSON.stringify(error)).not.containEql('canary');
  });
});

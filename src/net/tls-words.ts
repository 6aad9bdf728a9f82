const choose = 'Choose a tls-config node';

const sentences: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired. Have the certificate renewed on the server',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet. Check the clocks of both machines',
  CERT_REVOKED: 'its certificate was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: `its certificate is self-signed. ${choose} with this certificate as CA`,
  SELF_SIGNED_CERT_IN_CHAIN: `its certificate comes from a private CA. ${choose} with the certificate of that CA`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `its certificate comes from a CA that is not known here. ${choose} with the right CA`,
  UNABLE_TO_GET_ISSUER_CERT: `its certificate comes from a CA that is not known here. ${choose} with the right CA`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `its certificate comes from a CA that is not known here. ${choose} with the right CA`,
  CERT_UNTRUSTED: `its certificate comes from a CA that is not trusted here. ${choose} with the right CA`,
  CERT_SIGNATURE_FAILURE: `its certificate was not signed by the CA of that name. ${choose} with the right CA`,
  ERR_TLS_CERT_ALTNAME_INVALID: `its certificate was made for another host name. Use the name in the certificate as address, or ${choose.toLowerCase()} with the right server name`,
  HOSTNAME_MISMATCH: `its certificate was made for another host name. Use the name in the certificate as address, or ${choose.toLowerCase()} with the right server name`,
};

/**
 * Says in words what is wrong with the TLS of the other side, or undefined where the code is not about TLS.
 *
 * @param code the `code` of a Node error
 */
export function tlsWords(code: string): string | undefined {
  const known = sentences[code];
  if (known !== undefined) return known;
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return 'no TLS connection comes about there. Check whether the address must begin with http or https, and the port';
  }
  if (/CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA/.test(code)) {
    return `it wants a client certificate that it trusts. ${choose} with certificate and key`;
  }
  if (/^(CERT_|UNABLE_TO_|ERR_SSL_|ERR_TLS_|ERR_OSSL_)/.test(code))
    return `TLS failed (${code}). ${choose} that fits this server`;
  return undefined;
}

import type { AxiosInstance, InternalAxiosRequestConfig } from 'axios';
import { CookieJar } from 'tough-cookie';

/** A jar for one connection. Two connections never share one: the platforms tie a user, and an event stream, to it. */
export function createJar(): CookieJar {
  // Contact centres run on names like `gws` or `gws.local`, which a list of public suffixes would refuse.
  return new CookieJar(undefined, { rejectPublicSuffixes: false, looseMode: true });
}

/** A shorter value is found inside ordinary words, and is no session. */
const secretLength = 8;

/**
 * Makes an axios instance keep its cookies in `jar`.
 *
 * @param learn told each value: with a cookie anybody is signed in, and a server may quote it
 */
export function keepCookies(instance: AxiosInstance, jar: CookieJar, learn: (secret: string) => void): void {
  instance.interceptors.request.use(async (config) => {
    const cookies = await jar.getCookieString(addressOf(instance, config));
    if (cookies !== '') config.headers.set('Cookie', cookies);
    return config;
  });
  instance.interceptors.response.use(async (response) => {
    const set: unknown = response.headers['set-cookie'];
    if (!Array.isArray(set)) return response;
    const address = addressOf(instance, response.config);
    // One cookie that makes no sense must not cost the answer.
    for (const text of set) {
      const cookie = await jar.setCookie(String(text), address, { ignoreError: true });
      if (cookie && cookie.value.length >= secretLength) learn(cookie.value);
    }
    return response;
  });
}

function addressOf(instance: AxiosInstance, config: InternalAxiosRequestConfig): string {
  return instance.getUri({ ...config, allowAbsoluteUrls: false });
}

/** `developer` may do everything here; `supporter` may release and scale, not create; `auditor` may look. */
export type Role = 'developer' | 'supporter' | 'auditor';

/** Somebody who can log in: a person with an origin, or a client that is its own identity. */
export interface Account {
  readonly kind: 'user' | 'client';
  /** A user's guid; a client's id. */
  readonly id: string;
  readonly name: string;
  /** Undefined: cannot log in with one. */
  readonly secret: string | undefined;
  readonly origin: string;
  scopes: readonly string[];
  /** By space guid. */
  readonly roles: Map<string, Role>;
  /** When; none before the last that did not fail. Milliseconds since the epoch. */
  failedLogins: number[];
}

/** An OAuth client of UAA. One with an account is an identity of its own. */
export interface OAuthClient {
  readonly id: string;
  /** Undefined: it has none, so nobody logs in with an empty one. */
  readonly secret: string | undefined;
  grants: readonly string[];
  readonly account?: Account;
  /** Keys of the identity providers whose users may use it; undefined: all. */
  readonly allowedProviders?: readonly string[];
  /** Whose tokens stand for its secret (UAA 77.25.0, `jwt_creds`). */
  readonly federated?: readonly FederatedCredential[];
}

export interface FederatedCredential {
  readonly iss: string;
  readonly sub: string;
  /** Undefined: UAA's token endpoint. */
  readonly aud?: string;
}

/** An identity provider of type `oidc1.0`, as `POST /identity-providers` makes it. */
export interface OidcProvider {
  readonly originKey: string;
  readonly active: boolean;
  readonly issuer: string;
  /** A token's `aud` must hold it. */
  readonly relyingPartyId: string;
  /** `attributeMappings.user_name`: the claim that names the user. */
  readonly userNameClaim: string;
  readonly addShadowUserOnLogin: boolean;
}

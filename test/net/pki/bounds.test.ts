import { beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.ts';
import { makeCertificate } from '../../../src/lab/pki/certificate.ts';

import { describe, expect, it } from 'vitest';
import { Counters } from '../../../src/host/counters.ts';
import { facing } from '../../ipsec/fixture.ts';

const NOTHING = () => 0;

describe('the statistic Soft Associations', () => {
  it('counts each soft SA once, and goes on counting when it has ended', () => {
    const { driver } = facing().a;
    const counters = new Counters(driver.counters, {
      activeAcquires: NOTHING,
      mainModeSas: NOTHING,
      quickModesUnderWay: NOTHING,
      pendingSpis: NOTHING,
      messagesWaiting: NOTHING,
      messagesBuffered: NOTHING,
      requestsWaiting: NOTHING,
    });
    const value = () => counters.view().ike.find(({ id }) => id === 'soft-associations')!.value;
    expect(value()).toBe(0);
    driver.addSoft('peer', 1000, 0);
    driver.addSoft('peer', 2000, 10);
    expect(value()).toBe(1);
    driver.endSoft(({ policy }) => policy === 'peer', 'service-stop', 20);
    driver.addSoft('peer', 3000, 30);
    expect(value()).toBe(2);
  });
});

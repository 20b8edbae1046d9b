/**
 * Round-trip times (RFC 6298 with Linux's floor of 200 ms above the smoothed time) and the congestion window: slow start that ends when the
 * way's queue grows (HyStart, by delay), then Reno (RFC 5681). Bytes and nanoseconds.
 */
const MIN_RTO_NS = 200e6;
const MAX_RTO_NS = 120e9;
const INITIAL_RTO_NS = 1e9;
const INITIAL_SEGMENTS = 10;
const HYSTART_MIN_NS = 4e6;
const HYSTART_MAX_NS = 16e6;

export class RoundTrip {
  srtt_ns = 0;
  rttvar_ns = 0;
  /** Before backing off. */
  rto_ns = INITIAL_RTO_NS;
  min_ns = Infinity;

  sample(ns: number): void {
    if (ns < this.min_ns) this.min_ns = ns;
    if (this.srtt_ns === 0) {
      this.srtt_ns = Math.max(1, ns);
      this.rttvar_ns = ns / 2;
    } else {
      this.rttvar_ns += (Math.abs(this.srtt_ns - ns) - this.rttvar_ns) / 4;
      this.srtt_ns += (ns - this.srtt_ns) / 8;
    }
    this.rto_ns = Math.min(MAX_RTO_NS, this.srtt_ns + Math.max(MIN_RTO_NS, 4 * this.rttvar_ns));
  }

  /** The time-out after `backoff` doublings. */
  timeout_ns(backoff: number): number {
    return Math.min(MAX_RTO_NS, this.rto_ns * 2 ** backoff);
  }
}

export class Congestion {
  readonly mss: number;
  cwnd: number;
  ssthresh = Infinity;
  /** The round that HyStart measures ends when this is acknowledged. */
  private roundEnd = 0;
  private roundMin_ns = Infinity;

  constructor(mss: number) {
    this.mss = mss;
    this.cwnd = INITIAL_SEGMENTS * mss;
  }

  /** `acked` bytes were acknowledged while the window limited the sender. */
  grow(acked: number): void {
    if (this.cwnd < this.ssthresh) this.cwnd += Math.min(acked, Math.max(this.mss, this.cwnd));
    else this.cwnd += Math.max(1, Math.floor((this.mss * Math.min(acked, this.cwnd)) / this.cwnd));
  }

  /** A measured time: slow start ends when a round's times are well above the shortest ever. */
  measured(rtt: RoundTrip, sample_ns: number, una: number, nxt: number): void {
    if (this.cwnd >= this.ssthresh) return;
    if (una >= this.roundEnd) {
      this.roundEnd = nxt;
      this.roundMin_ns = sample_ns;
    } else if (sample_ns < this.roundMin_ns) this.roundMin_ns = sample_ns;
    const slack = Math.min(HYSTART_MAX_NS, Math.max(HYSTART_MIN_NS, rtt.min_ns / 8));
    if (this.roundMin_ns >= rtt.min_ns + slack && this.cwnd >= 16 * this.mss) this.ssthresh = this.cwnd;
  }

  /** A loss that others' arrival told of. */
  halve(inFlight: number): void {
    this.ssthresh = Math.max(2 * this.mss, Math.floor(inFlight / 2));
    this.cwnd = this.ssthresh;
  }

  /** A time-out. */
  collapse(inFlight: number, first: boolean): void {
    if (first) this.ssthresh = Math.max(2 * this.mss, Math.floor(inFlight / 2));
    this.cwnd = this.mss;
  }

  /** Nothing was sent for `idle_ns` (RFC 2861). */
  idle(idle_ns: number, rto_ns: number): void {
    const floor = Math.min(this.cwnd, INITIAL_SEGMENTS * this.mss);
    let cwnd = this.cwnd;
    for (let left = idle_ns; left > rto_ns && cwnd > floor; left -= rto_ns) cwnd /= 2;
    this.cwnd = Math.max(floor, Math.floor(cwnd));
  }
}

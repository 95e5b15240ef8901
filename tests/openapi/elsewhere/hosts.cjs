// A hosts file for one Node process: Alipay's names lead to the address and port in ELSEWHERE, as `host:port`.
const { Socket } = require("node:net");
const [host, port] = process.env.ELSEWHERE.split(":");
const connect = Socket.prototype.connect;

Socket.prototype.connect = function (...args) {
  const asked = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (/\.alipay(dev)?\.com$/.test(asked?.host ?? "")) Object.assign(asked, { host, port: Number(port) });
  return connect.apply(this, args);
};

// Makes the calls that standard input lists, each with the client that it names,
// at the gateway whose address, app key and secret the arguments are. It prints
// what each call gave: the answer as the client returned it, or its error.
const [address, key, secret] = process.argv.slice(2)

// clients has, for each package, how its documentation has one call a method.
const clients = {
  topsdk(method, params) {
    const Client = require('topsdk')
    return new Client(key, secret, address).execute(method, params)
  },
  'node-taobao-topclient'(method, params) {
    const Client = require('node-taobao-topclient').default
    return new Client({ appkey: key, appsecret: secret, REST_URL: address }).execute(method, params)
  },
  'ali-topsdk'(method, params) {
    const { ApiClient } = require('ali-topsdk')
    const client = new ApiClient({ appkey: key, appsecret: secret, url: address })
    return new Promise((resolve, reject) => client.execute(method, params, (err, answer) => (err ? reject(err) : resolve(answer))))
  },
  'alidayu-node'(method, params) {
    const App = require('alidayu-node')
    const app = new App(key, secret)
    app.url = address
    return new Promise((resolve) => app.smsSend(params, resolve))
  },
}

async function call({ client, method, params, file }) {
  if (file) params[file] = Buffer.from('\xff\xd8 a picture', 'latin1')
  try {
    return { answer: await clients[client](method, params) }
  } catch (e) {
    return { error: { code: e.code, message: e.msg || e.message, sub_code: e.sub_code } }
  }
}

async function main() {
  const calls = JSON.parse(require('fs').readFileSync(0, 'utf8'))
  const results = []
  for (const c of calls) results.push(await call(c))
  process.stdout.write(JSON.stringify(results), () => process.exit(0)) // some clients keep connections open
}

main()

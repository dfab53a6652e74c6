"use strict";
// A button with data-passkey="create" or "get" fetches options, asks the authenticator, and sends
// its answer on. Nothing secret passes through here: the private key stays in the authenticator.

const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const read = (options) => {
  options.challenge = fromBase64(options.challenge);
  if (options.user) options.user.id = fromBase64(options.user.id);
  for (const list of [options.excludeCredentials, options.allowCredentials]) {
    for (const each of list || []) each.id = fromBase64(each.id);
  }
  return options;
};

const written = (credential) => {
  const answer = credential.response;
  const response = { clientDataJSON: toBase64(answer.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[name]) response[name] = toBase64(answer[name]);
  }
  return { id: credential.id, rawId: toBase64(credential.rawId), type: credential.type, response };
};

const post = async (path, token, body) => {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify(body ?? {}),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
};

const run = async (button) => {
  const { passkey, options, finish, token } = button.dataset;
  const publicKey = read(await post(options, token));
  const credential = await navigator.credentials[passkey]({ publicKey });
  const { next } = await post(finish, token, written(credential));
  window.location.assign(next);
};

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.addEventListener("click", async () => {
    const problem = document.querySelector("[data-passkey-problem]");
    button.disabled = true;
    try {
      await run(button);
    } catch (error) {
      if (problem) problem.hidden = false;
      button.disabled = false;
    }
  });
}

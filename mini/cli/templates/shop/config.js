// Your shop's own server, which knows the prices and holds the key. Its host stands in everywhere.domains of mini.project.json.
export const SERVER = 'https://shop.example';

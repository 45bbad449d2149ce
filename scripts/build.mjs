console.log("build script arrives with the bundle")

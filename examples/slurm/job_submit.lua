-- Refuses jobs early that would not start: for slurm.conf, JobSubmitPlugins=lua.
--
-- It reads a file that `portcullis-slurm cache` replaces every few minutes, and nothing else: slurmctld waits for this program, so it never calls
-- anybody. It is an early word, for the user's sake. The gate is PrologSlurmctld.

local CACHE = PORTCULLIS_CACHE or "/var/spool/portcullis/job_submit.cache"

-- Resources that are accelerators, or parts of them.
local ACCELERATORS = { gpu = true, shard = true, mps = true }

local function split(line)
  local fields = {}
  for field in (line .. "\t"):gmatch("([^\t]*)\t") do
    fields[#fields + 1] = field
  end
  return fields
end

-- The words by account and resource, or nil and why there are none.
local function read_cache()
  local file = io.open(CACHE, "r")
  if not file then
    return nil, "there is no word from the export control gate"
  end
  local text = file:read("*a") or ""
  file:close()

  local words, count, header, ended = {}, 0, nil, nil
  for line in text:gmatch("([^\n]*)\n") do
    local fields = split(line)
    if ended then
      return nil, "the word from the export control gate goes on after its end"
    elseif not header then
      header = fields
    elseif fields[1] == "end" and #fields == 2 then
      ended = tonumber(fields[2])
    else
      count = count + 1
      words[fields[1] .. "\t" .. (fields[2] or "")] = { word = fields[3], why = fields[4] }
    end
  end

  if not header or header[1] ~= "portcullis-cache" or header[2] ~= "1" then
    return nil, "the word from the export control gate is not understood"
  end
  if ended ~= count then
    return nil, "the word from the export control gate is cut off"
  end
  local written, expires, now = tonumber(header[3]), tonumber(header[4]), os.time()
  -- A minute, for clocks of two machines.
  if not written or not expires or now >= expires or now < written - 60 then
    return nil, "the word from the export control gate is too old"
  end
  return words
end

-- The accelerators that a job asks for: "gres/gpu:h100:8", "gres:gpu:h100=8", "gpu:2" and lists of them become gpu:h100 and gpu.
local function wanted(job)
  local found = {}
  for _, field in ipairs({ "tres_per_job", "tres_per_node", "tres_per_socket", "tres_per_task", "gres" }) do
    for part in tostring(job[field] or ""):gmatch("[^,]+") do
      local name = part:gsub("^%s+", ""):gsub("^gres[/:]", ""):gsub("=[^:]*$", "")
      local stem, rest = name:match("^([^:]+):?(.*)$")
      if stem and ACCELERATORS[stem] then
        local kind = rest:match("^([^:]+)")
        if kind and not kind:match("^%d+[kKmMgGtTpP]?$") then
          found[stem .. ":" .. kind] = true
        else
          found[stem] = true
        end
      end
    end
  end
  return found
end

local function refuse(text)
  slurm.log_user("%s", "refused by export control: " .. text)
  return slurm.ERROR
end

local function checked(job, account)
  local resources = wanted(job)
  if next(resources) == nil then
    return slurm.SUCCESS
  end
  if not account or account == "" then
    return refuse("the job has no account; name one with --account")
  end
  local words, why = read_cache()
  if not words then
    return refuse(why .. "; try again later, or tell the operators")
  end
  for resource in pairs(resources) do
    local said = words[account .. "\t" .. resource]
    if not said then
      return refuse("nothing is known of " .. resource .. " for account " .. account .. "; name its type, as in --gres=gpu:h100:1")
    end
    if said.word ~= "open" then
      return refuse(resource .. " for account " .. account .. ": " .. (said.why or "closed"))
    end
  end
  return slurm.SUCCESS
end

function slurm_job_submit(job_desc, part_list, submit_uid)
  return checked(job_desc, job_desc.account or job_desc.default_account)
end

-- What a change does not name, the job has already.
function slurm_job_modify(job_desc, job_rec, part_list, modify_uid)
  return checked(job_desc, job_desc.account or (job_rec and job_rec.account))
end
